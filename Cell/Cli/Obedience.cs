using System.Collections.Immutable;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Which cells have taken an order of the brake, over several looks at the roster: one that has ended had it. Pure.</summary>
internal sealed record Obedience(int Version)
{
    private ImmutableDictionary<CellId, RosterEntry> Seen { get; init; } = ImmutableDictionary<CellId, RosterEntry>.Empty;

    public int All => Seen.Count;

    /// <summary>Living ones that have not.</summary>
    public IReadOnlyList<string> Missing =>
        [.. Seen.Values.Where(entry => IsLiving(entry) && entry.BrakeVersion < Version).Select(entry => $"cell {entry.Cell} ({string.Join('+', entry.Facts.Roles).ToLowerInvariant()} on {entry.Facts.Machine})")];

    /// <param name="rosters">Of one moment; none: nobody answered.</param>
    public Obedience With(IReadOnlyList<RosterAnswer> rosters)
    {
        // Health cells that hear a cell at different times: who has heard it obey is right.
        var now = rosters.SelectMany(roster => roster.Cells).GroupBy(entry => entry.Cell).Select(entries => entries.MaxBy(entry => (IsLiving(entry) ? 0 : 1, entry.BrakeVersion))!); // no group is empty
        return this with { Seen = Seen.SetItems(now.Where(entry => IsLiving(entry) || Seen.ContainsKey(entry.Cell)).Select(entry => KeyValuePair.Create(entry.Cell, entry))) };
    }

    private static bool IsLiving(RosterEntry entry) => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect;
}
