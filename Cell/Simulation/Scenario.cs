using Cell.Genome;
using Cell.Homeostasis;

namespace Cell.Simulation;

/// <summary>What is played: an organism of one role, its pool, what is asked of it, and what goes wrong. docs/scenarios/ has examples.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }
    public required Role Role { get; init; }
    public required TimeSpan Duration { get; init; }
    /// <summary>The same seed gives the same story.</summary>
    public required int Seed { get; init; }
    /// <summary>That live at the start.</summary>
    public required int Cells { get; init; }
    /// <summary>Machines in all.</summary>
    public required int Pool { get; init; }
    public required int Reserve { get; init; }
    /// <summary>Health cells: one that is cut off with less than half of them bears nobody.</summary>
    public required int Keepers { get; init; }
    public required Population Population { get; init; }
    public required LimitGenes Limits { get; init; }
    public required Terms Terms { get; init; }
    public required Body Body { get; init; }
    public required Beats Beats { get; init; }
    /// <summary>Standard deviation of a cell's readings, as a share of them. Half of it stays for half a minute.</summary>
    public required double Noise { get; init; }
    public required LoadCurve Load { get; init; }
    public required Hosts? Hosts { get; init; }
    public required Bottleneck? Bottleneck { get; init; }
    public required IReadOnlyList<Incident> Incidents { get; init; }
    public required PolicyChoice Policy { get; init; }
}

/// <param name="Capacity">What one cell can do a second at load 1; a crawler, at the ideal load.</param>
/// <param name="Birth">From the offer to a proved daughter.</param>
/// <param name="Spread">Births take up to so much more or less.</param>
/// <param name="Failing">Share of births that come to nothing.</param>
internal sealed record Body(double Capacity, TimeSpan Birth, double Spread, double Failing, decimal PricePerHour);

/// <param name="Delay">A heartbeat is up to so old when it arrives.</param>
/// <param name="Loss">Share of heartbeats that never do.</param>
internal sealed record Beats(TimeSpan Delay, double Loss);

/// <summary>Politeness: the load is what these hosts let crawlers ask.</summary>
internal sealed record Hosts(int Count, TimeSpan Delay, TimeSpan Answer, long Urls);

/// <summary>Something that all cells use.</summary>
/// <param name="Capacity">That all together get done, a second.</param>
/// <param name="Seen">The cells measure it; else only the missing throughput tells of it.</param>
internal sealed record Bottleneck(string Name, double Capacity, bool Seen);

internal enum Mishap
{
    /// <summary>Cells end, their ports closed.</summary>
    Kill,
    /// <summary>Cells fall silent and do no work.</summary>
    Hang,
    /// <summary>Their machines become slower.</summary>
    Slow,
    /// <summary>Cells are cut off from the others, with the last half of the health cells.</summary>
    Cut,
}

/// <param name="Cells">Share of the living ones; at least one.</param>
/// <param name="Factor">Of slow machines: so many times as slow.</param>
/// <param name="Lasts">Zero: to the end.</param>
internal sealed record Incident(TimeSpan At, Mishap What, double Cells, double Factor, TimeSpan Lasts);

internal enum PolicyKind
{
    Cell,
    /// <summary>Kubernetes' HorizontalPodAutoscaler v2 with its defaults.</summary>
    Hpa,
    /// <summary>KEDA's queue length, by way of the same autoscaler.</summary>
    Keda,
    /// <summary>As many cells as there were at the start.</summary>
    Fixed,
}

/// <param name="Knob">The policy's own: the ideal load, the target utilisation, the target queue length a cell.</param>
/// <param name="Without">Rules of ours that are left out, to see what they are good for.</param>
internal sealed record PolicyChoice(PolicyKind Kind, double Knob, IReadOnlyList<string> Without);
