using Cell.Genome;
using Cell.Identity;
using Cell.Vitals;

namespace Cell.Homeostasis;

/// <summary>A cell as its homeostat feels and moves it.</summary>
internal sealed record Body
{
    public required CellId Cell { get; init; }

    /// <summary>Those that it has now.</summary>
    public required Func<IReadOnlyList<Role>> Roles { get; init; }

    public required Func<Readings> Read { get; init; }

    public required Func<ProbeWatch?> Probe { get; init; }

    public required Func<FaultWatch> Faults { get; init; }

    /// <summary>Load of a role by its own signs; null: it cannot be measured.</summary>
    public required Func<Role, Readings, double?> Load { get; init; }

    /// <summary>What forbids to bear or to leave; null: nothing.</summary>
    public required Func<string?> Barred { get; init; }

    /// <summary>The birth in flight; null: none.</summary>
    public required Func<string?> Pregnant { get; init; }

    /// <summary>Why the cell must stay in this role; "": it need not.</summary>
    public required Func<Role, string> Needed { get; init; }

    /// <summary>Bears a daughter in this role; whether she takes this cell's place. What came of it: null when she lives, proved.</summary>
    public required Func<Role, bool, CancellationToken, Task<string?>> BearAsync { get; init; }

    /// <summary>The machine is to be blank again, or the process to end.</summary>
    public required Action<string> Leave { get; init; }

    /// <summary>Sends a share of its clients to another API, until it is told otherwise; null: none.</summary>
    public required Action<Reaction.Shed?> Shed { get; init; }

    /// <summary>The role goes on elsewhere: this process ends it.</summary>
    public required Action<Role> Drop { get; init; }
}
