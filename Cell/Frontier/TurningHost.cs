using Cell.Identity;

namespace Cell.Frontier;

/// <summary>What decides when a host may be asked, and by whom: whatever frontier keeps it.</summary>
/// <param name="number">Its place among the hosts.</param>
internal class TurningHost(string name, long number)
{
    public string Name { get; } = name;

    public long Number { get; } = number;

    /// <summary>The number of the last lease: it only grows.</summary>
    public long Fence { get; set; }

    public HostLease? Lease { get; set; }

    public HostManners Manners { get; set; } = HostManners.Unknown;

    /// <summary>No request before this moment.</summary>
    public DateTimeOffset Polite { get; set; }

    public DateTimeOffset LastLeased { get; set; }

    /// <summary>Of <see cref="HostTurns{THost}"/>: which of its wake-ups counts.</summary>
    public int Wake { get; set; }

    /// <summary>The number of its next lease. The first one is higher than any that a frontier before this one gave.</summary>
    public long NextFence(DateTimeOffset now) => Fence == 0 ? now.ToUnixTimeMilliseconds() : Fence + 1;
}

/// <param name="Address">Whose turn it takes.</param>
/// <param name="Rows">What is leased and not settled yet, by URL, where that is kept in memory; empty after a restart.</param>
internal sealed record HostLease(CellId Holder, long Incarnation, DateTimeOffset Ends, string Address, Dictionary<string, int> Rows)
{
    /// <summary>A holder stops before its lease ends; this much later it is void.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(2);

    public bool IsOver(DateTimeOffset now) => Ends + Grace <= now;

    /// <summary>Does it belong to an earlier run of the crawler that asks now?</summary>
    public bool IsOfEarlier(CellId crawler, long incarnation) => Holder == crawler && Incarnation < incarnation;
}
