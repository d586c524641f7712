namespace Cell.Crawling;

/// <summary>Keeps the time between requests to one host: the longer of ours and robots.txt's, more when the host asks for it.</summary>
internal sealed class Pace(TimeSpan ours, TimeSpan? theirs, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private readonly TimeSpan delay = theirs > ours ? theirs.Value : ours;
    private readonly long start = time.GetTimestamp();
    private long nextTicks;

    /// <summary>No delay: requests may overlap.</summary>
    public bool IsFree => delay == TimeSpan.Zero;

    /// <summary>Waits for the next request's turn.</summary>
    /// <returns>False when it is over before that.</returns>
    public async Task<bool> WaitAsync(Func<bool> over, CancellationToken cancellation)
    {
        while (Left() is { Ticks: > 0 } left)
        {
            if (over())
            {
                return false;
            }

            await Task.Delay(left < Look ? left : Look, time, cancellation);
        }

        return true;
    }

    /// <summary>A request ended just now.</summary>
    public void Asked(TimeSpan? pause)
    {
        var wait = pause > delay ? pause.Value : delay;
        Volatile.Write(ref nextTicks, (time.GetElapsedTime(start) + wait).Ticks);
    }

    private TimeSpan Left() => TimeSpan.FromTicks(Volatile.Read(ref nextTicks)) - time.GetElapsedTime(start);
}
