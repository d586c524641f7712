using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Since when each health cell's port is closed at every try: only that shows that none lives, silence never does. Pure.</summary>
internal sealed record Vacancy(ImmutableDictionary<CellId, TimeSpan> Closed)
{
    public static readonly Vacancy None = new(ImmutableDictionary<CellId, TimeSpan>.Empty);

    /// <summary>So long all must have been closed: one that is started again is back by then.</summary>
    public static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    /// <param name="closed">Null: nothing was learnt.</param>
    public Vacancy With(CellId cell, bool? closed, TimeSpan now) =>
        closed != true ? new(Closed.Remove(cell)) : Closed.ContainsKey(cell) ? this : new(Closed.Add(cell, now));

    /// <summary>So long no health cell of the roster has lived; null: one may.</summary>
    public TimeSpan? Lasts(RosterCopy roster, TimeSpan now)
    {
        var known = Known(roster).ToList();
        return known.Count > 0 && known.TrueForAll(entry => Closed.ContainsKey(entry.Cell)) ? known.Min(entry => now - Closed[entry.Cell]) : null;
    }

    public static IEnumerable<RosterEntry> Known(RosterCopy roster) => roster.Cells.Values.Where(entry => entry.Facts.Roles.Contains(Role.Health));
}
