using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Who is asked whether it reaches a silent cell (SWIM 3.1, the indirect probe). Pure.</summary>
internal static class Witnesses
{
    private const int Most = 3;

    /// <summary>Other health cells first, then the mother, then any: living ones on other machines than the silent one's and the asker's own process.</summary>
    /// <param name="random">Orders the rest: the same three must not serve for everybody.</param>
    public static IReadOnlyList<RosterEntry> Of(Roster roster, RosterEntry silent, Identity.CellId self, Func<int> random) =>
    [
        .. roster.Members.Values.Select(member => member.Entry)
            .Where(entry => entry.State == CellState.Alive && entry.Cell != self && entry.Cell != silent.Cell && entry.Facts.Machine != silent.Facts.Machine)
            .OrderBy(entry => entry.Facts.Roles.Contains(Role.Health) ? 0 : entry.Cell == silent.Facts.Mother ? 1 : 2)
            .ThenBy(_ => random())
            .Take(Most),
    ];
}
