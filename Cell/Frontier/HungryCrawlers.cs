using Cell.Identity;

namespace Cell.Frontier;

/// <summary>Crawlers that have no host and asked in vain a moment ago. Who has one waits for them: else the crawler beside the frontier, which asks
/// first, would have them all. Thread-safe.</summary>
internal sealed class HungryCrawlers
{
    // Who asked in vain asks again within a second.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1.5);

    private readonly Lock gate = new();
    private readonly Dictionary<CellId, DateTimeOffset> asked = [];

    public void Add(CellId crawler, DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var over in asked.Where(one => now - one.Value > Moment).Select(one => one.Key).ToList())
            {
                asked.Remove(over);
            }

            asked[crawler] = now;
        }
    }

    public void Remove(CellId crawler)
    {
        lock (gate)
        {
            asked.Remove(crawler);
        }
    }

    public bool HasOtherThan(CellId crawler, DateTimeOffset now)
    {
        lock (gate)
        {
            return asked.Any(one => one.Key != crawler && now - one.Value <= Moment);
        }
    }
}
