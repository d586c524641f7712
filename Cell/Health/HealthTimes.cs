namespace Cell.Health;

/// <summary>When silence means what. Heartbeats come once a second.</summary>
internal static class HealthTimes
{
    /// <summary>Silence after which a cell gets no new clients.</summary>
    public static readonly TimeSpan Suspect = TimeSpan.FromSeconds(3);

    /// <summary>Silence after which a cell is held dead and its leases are void.</summary>
    public static readonly TimeSpan Dead = TimeSpan.FromSeconds(8);

    /// <summary>So long the dead and the gone stay on the roster, to be seen and to refute it.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    /// <summary>A checker that was itself late by this much accuses nobody: everybody may speak again first (Lifeguard, section 3).</summary>
    public static readonly TimeSpan OwnLateness = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Check = TimeSpan.FromMilliseconds(500);
}
