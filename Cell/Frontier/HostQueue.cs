using Cell.Identity;

namespace Cell.Frontier;

/// <summary>What the frontier remembers of one host; kept in memory and, but for the counts, on disk.</summary>
internal sealed class HostQueue(string name)
{
    public string Name { get; } = name;

    /// <summary>The number of the last lease: it only grows.</summary>
    public long Fence { get; set; }

    public HostLease? Lease { get; set; }

    /// <summary>No request before this moment.</summary>
    public DateTimeOffset Polite { get; set; }

    public DateTimeOffset LastLeased { get; set; }

    /// <summary>URLs due now or later.</summary>
    public long Waiting { get; set; }

    /// <summary>When the first of them is due; may be too early, never too late.</summary>
    public DateTimeOffset FirstDue { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>When it may be leased; null: nothing waits or a lease is out.</summary>
    public DateTimeOffset? ReadyAt => Waiting == 0 || Lease is not null ? null : FirstDue > Polite ? FirstDue : Polite;
}

/// <param name="Rows">What is leased and not settled yet, by URL; empty after a restart.</param>
internal sealed record HostLease(CellId Holder, long Incarnation, DateTimeOffset Ends, Dictionary<string, DueUrl> Rows);

/// <summary>One row of the queue.</summary>
/// <param name="Key">Host, time and a counter: the order in which a host's URLs come.</param>
internal sealed record DueUrl(string Key, string Url, int Depth, int Attempts);
