namespace Cell.Vitals;

/// <summary>Events a second over the last 10 s, from one counter a second. Thread-safe.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private const int Seconds = 10;
    private readonly Lock gate = new();
    private readonly long[] counts = new long[Seconds + 1];
    private readonly long start = time.GetTimestamp();
    private long lastSecond;

    public long Total { get; private set; }

    public void Add(int events)
    {
        lock (gate)
        {
            Advance();
            counts[lastSecond % counts.Length] += events;
            Total += events;
        }
    }

    /// <summary>The second under way is left out; a younger meter divides by its age.</summary>
    public double PerSecond
    {
        get
        {
            lock (gate)
            {
                Advance();
                var full = counts.Sum() - counts[lastSecond % counts.Length];
                return full / (double)Math.Clamp(lastSecond, 1, Seconds);
            }
        }
    }

    private void Advance()
    {
        var now = (long)time.GetElapsedTime(start).TotalSeconds;
        for (var second = Math.Max(lastSecond + 1, now - Seconds); second <= now; second++)
        {
            counts[second % counts.Length] = 0;
        }

        lastSecond = Math.Max(lastSecond, now);
    }
}
