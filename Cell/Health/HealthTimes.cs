namespace Cell.Health;

/// <summary>When silence means what. Heartbeats come once a second.</summary>
internal static class HealthTimes
{
    /// <summary>Suspicion from which a cell gets no new clients.</summary>
    public const double SuspectPhi = 5;

    /// <summary>Suspicion from which a cell may be held dead.</summary>
    public const double DeadPhi = 8;

    /// <summary>Silence after which its port is tried, and again after each such time.</summary>
    public static readonly TimeSpan Knock = TimeSpan.FromMilliseconds(1250);

    /// <summary>A port that stays closed so long is a death; a restart is not.</summary>
    public static readonly TimeSpan Closed = TimeSpan.FromSeconds(3);

    /// <summary>Silence after which a cell that no witness reaches is held dead.</summary>
    public static readonly TimeSpan Witnessed = TimeSpan.FromSeconds(4.5);

    /// <summary>Silence after which a cell is held dead where there is no witness, and its leases are void.</summary>
    public static readonly TimeSpan Dead = TimeSpan.FromSeconds(8);

    /// <summary>So long a witness's word counts.</summary>
    public static readonly TimeSpan Testimony = TimeSpan.FromSeconds(10);

    /// <summary>Many that fall silent at once, unexplained, are not held dead for so long: it may be this health cell that is cut off.</summary>
    public static readonly TimeSpan Frozen = TimeSpan.FromMinutes(5);

    /// <summary>So long the dead and the gone stay on the roster, to be seen and to refute it; a silent founder, who counts, until another comes in its place.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    /// <summary>A checker that was itself late by this much accuses nobody: everybody may speak again first (Lifeguard, section 3).</summary>
    public static readonly TimeSpan OwnLateness = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Check = TimeSpan.FromMilliseconds(250);
}
