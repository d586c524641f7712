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

    /// <param name="roster">Null: nobody answered.</param>
    public Obedience With(RosterAnswer? roster)
    {
        var living = (roster?.Cells ?? []).Where(IsLiving);
        var ended = (roster?.Cells ?? []).Where(entry => !IsLiving(entry) && Seen.ContainsKey(entry.Cell));
        return this with { Seen = Seen.SetItems(living.Concat(ended).Select(entry => KeyValuePair.Create(entry.Cell, entry))) };
    }

    private static bool IsLiving(RosterEntry entry) => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect;
}
