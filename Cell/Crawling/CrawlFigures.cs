using Cell.Vitals;

namespace Cell.Crawling;

/// <summary>What a crawler did so far.</summary>
internal sealed class CrawlFigures(TimeProvider time)
{
    private int visits;

    public RateMeter Pages { get; } = new(time);

    /// <summary>Hosts worked on now.</summary>
    public int Visits => Volatile.Read(ref visits);

    public void Entered() => Interlocked.Increment(ref visits);

    public void Left() => Interlocked.Decrement(ref visits);
}
