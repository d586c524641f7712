using System.Net;

namespace Cell.Api;

/// <summary>How often each client may ask: a token bucket an address, kept as the time at which it will be full again (ITU-T I.371, "generic cell rate
/// algorithm"). Addresses are hashed onto a fixed number of buckets: nobody can make it grow, and nobody is forgotten for others.</summary>
internal sealed class ClientRates(TimeProvider time)
{
    private const int Buckets = 1 << 16;

    /// <summary>So many seconds' worth may come at once.</summary>
    public const int Burst = 10;

    private readonly long[] full = new long[Buckets];
    private readonly long start = time.GetTimestamp();

    /// <summary>Takes one from the client's bucket.</summary>
    /// <param name="rate">Requests a second, more than 0.</param>
    /// <returns>Zero: let in; else the time after which it may come again.</returns>
    public TimeSpan Wait(IPAddress client, int rate)
    {
        // HashCode is seeded anew in each process: who shares a bucket with whom is not to be told from outside.
        var bucket = HashCode.Combine(client) & (Buckets - 1);
        var now = time.GetElapsedTime(start).Ticks;
        var one = TimeSpan.TicksPerSecond / rate;
        while (true)
        {
            var before = Volatile.Read(ref full[bucket]);
            var after = Math.Max(before, now) + one;
            var over = after - now - (Burst * TimeSpan.TicksPerSecond);
            if (over > 0)
            {
                return TimeSpan.FromTicks(over);
            }

            if (Interlocked.CompareExchange(ref full[bucket], after, before) == before)
            {
                return TimeSpan.Zero;
            }
        }
    }
}
