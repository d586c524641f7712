using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Who lives by whose certificate, as roster and births tell it. Pure.</summary>
internal static class Descent
{
    /// <summary>The living cells whose chain goes through that one, without it. A renewed cell's chain is root's: it and what it bore since are not of the line any more.</summary>
    public static IReadOnlyList<RosterEntry> Of(CellId ancestor, RosterAnswer roster)
    {
        var mothers = roster.Births.Where(birth => birth.Daughter is not null).DistinctBy(birth => birth.Daughter).ToDictionary(birth => birth.Daughter!.Value, birth => birth.Mother); // filtered just before
        foreach (var entry in roster.Cells)
        {
            mothers[entry.Cell] = entry.Facts.Mother ?? mothers.GetValueOrDefault(entry.Cell);
        }

        return [.. Living(roster).Where(entry => entry.Cell != ancestor && Ancestors(entry, mothers).Contains(ancestor)).OrderBy(entry => entry.Facts.Generation).ThenBy(entry => entry.Cell)];
    }

    public static IEnumerable<RosterEntry> Living(RosterAnswer roster) => roster.Cells.Where(entry => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect);

    // As many as its certificate has links above it: the generation counts them.
    private static List<CellId> Ancestors(RosterEntry entry, Dictionary<CellId, CellId?> mothers)
    {
        var line = new List<CellId>();
        for (var at = mothers.GetValueOrDefault(entry.Cell); at is { } mother && line.Count < entry.Facts.Generation; at = mothers.GetValueOrDefault(mother))
        {
            line.Add(mother);
        }

        return line;
    }
}
