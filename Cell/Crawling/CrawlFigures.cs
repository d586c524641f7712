using Cell.Vitals;

namespace Cell.Crawling;

/// <summary>What a crawler did so far. Thread-safe.</summary>
internal sealed class CrawlFigures(TimeProvider time)
{
    // More than a fifth of the time is too much: the bound of a shared sign is 0.6.
    private const double MostOfTheTime = 1 / 3.0;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private int visits;
    private int delivering;
    private Ewma waiting = Ewma.Empty;

    public RateMeter Pages { get; } = new(time);

    /// <summary>URLs that were asked for, and those that could not be by the own fault.</summary>
    public FaultMeter Work { get; init; } = new(time);

    /// <summary>Hosts worked on now.</summary>
    public int Visits => Volatile.Read(ref visits);

    public void Entered() => Interlocked.Increment(ref visits);

    /// <param name="ours">It could not be asked for, and that is this box's fault.</param>
    public void Visited(bool ours)
    {
        if (ours)
        {
            Work.Failed();
        }
        else
        {
            Work.Did();
        }
    }

    public void Left() => Interlocked.Decrement(ref visits);

    /// <summary>Until it comes back, one of the visits waits for the API.</summary>
    public async Task DeliveringAsync(Task delivery)
    {
        Interlocked.Increment(ref delivering);
        try
        {
            await delivery;
        }
        finally
        {
            Interlocked.Decrement(ref delivering);
        }
    }

    /// <summary>The share of the visits that wait for the API, as a mean of the last readings.</summary>
    public VitalSign WaitingForApi()
    {
        lock (gate)
        {
            var busy = Visits;
            waiting = waiting.With(busy == 0 ? 0 : Math.Min(1, Volatile.Read(ref delivering) / (double)busy), time.GetElapsedTime(0), Memory);
            return VitalSign.Of("waiting for the API", "of its time", SignClass.Shared, waiting.Value ?? 0, MostOfTheTime);
        }
    }
}
