using Cell.Identity;
using Cell.Storage;

namespace Cell.Frontier;

/// <summary>What the frontier knows of one host, and in which order its URLs come. In memory; <see cref="HostRow"/> is what the disk keeps.</summary>
internal sealed class HostQueue(string name, int number)
{
    // Only for lists of URLs.
    public DueHeap Ready;
    public DueHeap Later;

    public string Name { get; } = name;

    /// <summary>Its place in the list of hosts.</summary>
    public int Number { get; } = number;

    public LogPlace? Place { get; set; }

    /// <summary>The number of the last lease: it only grows.</summary>
    public long Fence { get; set; }

    public HostLease? Lease { get; set; }

    public HostManners Manners { get; set; } = HostManners.Unknown;

    /// <summary>No request before this moment.</summary>
    public DateTimeOffset Polite { get; set; }

    public DateTimeOffset LastLeased { get; set; }

    public int Known { get; set; }

    /// <summary>New links that its budget left out.</summary>
    public long Dropped { get; set; }

    /// <summary>New links that look as if they had no end: <see cref="Traps"/>.</summary>
    public long Trapped { get; set; }

    /// <summary>URLs not visited to an end, and those due again: whatever a crawl waits for.</summary>
    public int Waiting { get; set; }

    /// <summary>Ready, but their scope is paused.</summary>
    public List<int> Held { get; } = [];

    /// <summary>Of <see cref="HostTurns"/>: which of its wake-ups counts.</summary>
    public int Wake { get; set; }
}

/// <param name="Address">Whose turn it takes.</param>
/// <param name="Rows">What is leased and not settled yet, by URL; empty after a restart.</param>
internal sealed record HostLease(CellId Holder, long Incarnation, DateTimeOffset Ends, string Address, Dictionary<string, int> Rows);
