using Cell.Storage;

namespace Cell.Frontier;

/// <summary>What the embedded frontier knows of one host, and in which order its URLs come. In memory; <see cref="HostRow"/> is what the disk keeps.</summary>
internal sealed class HostQueue(string name, int number) : TurningHost(name, number)
{
    // Only for lists of URLs.
    public DueHeap Ready;
    public DueHeap Later;

    /// <summary>Its place in the list of hosts.</summary>
    public int Index { get; } = number;

    public LogPlace? Place { get; set; }

    public int Known { get; set; }

    /// <summary>New links that its budget left out.</summary>
    public long Dropped { get; set; }

    /// <summary>New links that look as if they had no end: <see cref="Traps"/>.</summary>
    public long Trapped { get; set; }

    /// <summary>URLs not visited to an end, and those due again: whatever a crawl waits for.</summary>
    public int Waiting { get; set; }

    /// <summary>Ready, but their scope is paused.</summary>
    public List<int> Held { get; } = [];

    public HostCounts Counts => new(Waiting, Ready.Count, Later.Count, Held.Count);
}
