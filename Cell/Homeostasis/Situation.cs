using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Homeostasis;

/// <summary>All that one cell knows when it decides what to do about one of its roles.</summary>
internal sealed record Situation
{
    public required Role Role { get; init; }

    public required Senses Senses { get; init; }

    public required OwnState Own { get; init; }

    /// <summary>The role in sum, as a health cell told it last; null: none has.</summary>
    public required Aggregate? Aggregate { get; init; }

    public required RoleWindows Windows { get; init; }

    public required Population Population { get; init; }

    public required Terms Terms { get; init; }

    /// <summary>On the cell's monotonic clock.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>Random ones of the role with room, as the health cell named them.</summary>
    public IReadOnlyList<Neighbour> Siblings { get; init; } = [];
}

/// <summary>Whether a cell sees enough to act at all.</summary>
/// <param name="Vitals">Age of its own readings; null: there are none.</param>
/// <param name="Roster">Since a health cell accepted it last; null: none has.</param>
/// <param name="Late">How much later than planned it looks now.</param>
/// <param name="Barred">What forbids it to act: the brake, an untrusted clock, a quarantine; null: nothing.</param>
/// <param name="Pregnant">The birth in flight; null: none.</param>
internal sealed record Senses(TimeSpan? Vitals, TimeSpan? Roster, TimeSpan Late, string? Barred, string? Pregnant)
{
    public static readonly Senses Clear = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, null, null);
}

/// <summary>A cell as it sees itself in one role.</summary>
/// <param name="Load">The highest load of its divisible signs; null: none can be measured.</param>
internal sealed record OwnState(CellId Cell, double? Load)
{
    public IReadOnlyList<VitalSign> Signs { get; init; } = [];

    /// <summary>Null: this machine has no baseline.</summary>
    public ProbeWatch? Probe { get; init; }

    public FaultWatch Faults { get; init; } = FaultWatch.None;

    /// <summary>The other roles of this process.</summary>
    public IReadOnlyList<Role> Others { get; init; } = [];

    /// <summary>Why it must stay, however little there is to do: the frontier, pages without a copy, the only health cell; "": it may leave.</summary>
    public string Needed { get; init; } = "";

    /// <summary>A health cell's leave to end itself; null: none gave it.</summary>
    public Departure? MayLeave { get; init; }

    /// <summary>Its daughter that replaces it is healthy.</summary>
    public bool Replaced { get; init; }
}
