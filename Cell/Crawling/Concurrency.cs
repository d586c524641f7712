using Cell.Vitals;

namespace Cell.Crawling;

/// <summary>How many hosts this crawler works on at once: <c>crawler.concurrency</c> at most, fewer while machine or API bear no more (AIMD). Thread-safe.</summary>
/// <param name="most">Asked each time, for the genome may change.</param>
/// <param name="strain">What the machine is too short of now; null: it is not.</param>
internal sealed class Concurrency(Func<int> most, Func<string?> strain, TimeProvider time)
{
    // With one host after the other it still gets on, and sees whether there is more room.
    private const int Least = 1;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private int limit = int.MaxValue;
    private int refusals;

    public int Limit => Math.Min(Volatile.Read(ref limit), most());

    /// <summary>The API asked for a pause.</summary>
    public void Refused() => Interlocked.Increment(ref refusals);

    /// <param name="working">Says how many hosts are worked on now.</param>
    public async Task AdaptAsync(Func<int> working, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Adapt(working());
        }
    }

    /// <summary>A second has passed.</summary>
    public void Adapt(int working)
    {
        var tooMuch = Interlocked.Exchange(ref refusals, 0) > 0 || strain() is not null;
        Volatile.Write(ref limit, new Aimd(Limit, Least, most()).With(working, tooMuch).Limit);
    }

    /// <summary>The hosts worked on, of those that the crawler allows itself now.</summary>
    public VitalSign Sign(int working) => VitalSign.Of("concurrency", "hosts at once", SignClass.Own, working, Limit);
}
