using Cell.Genome;
using Cell.Identity;

namespace Cell.Homeostasis;

/// <summary>A cell that might leave.</summary>
/// <param name="Health">1 down to 0.</param>
/// <param name="Born">The later, the younger.</param>
/// <param name="Needed">Why it must stay; "": it need not.</param>
internal sealed record Candidate(CellId Cell, double Health, decimal PricePerHour, DateTimeOffset Born, string Needed);

/// <summary>Who leaves a role that has too little to do. Pure.</summary>
internal static class Leavers
{
    /// <summary>Unhealthy ones first, then dear ones, then young ones: as many as that load does not need.</summary>
    /// <param name="cells">All living ones of the role. An empty list means that nobody is known, and nobody leaves.</param>
    /// <param name="load">The highest sum of the long window; who said nothing counts as full.</param>
    /// <param name="kept">The load that those who stay may have.</param>
    public static IReadOnlyList<CellId> Of(IReadOnlyList<Candidate> cells, double load, Population population, double kept)
    {
        var least = Math.Max(Math.Max(1, population.Min), (int)Math.Ceiling((load / kept) - 1e-9));
        var leaving = cells.Count - least;
        return leaving <= 0 ? [] :
        [
            .. cells.Where(cell => cell.Needed.Length == 0)
                .OrderBy(cell => Math.Round(cell.Health, 1)).ThenByDescending(cell => cell.PricePerHour).ThenByDescending(cell => cell.Born).ThenBy(cell => cell.Cell)
                .Take(leaving).Select(cell => cell.Cell),
        ];
    }

    /// <summary>With the pool empty, an API's need outranks a crawler's: the crawler that makes room for it; null: none can.</summary>
    public static CellId? Yielding(int apisShort, int room, IReadOnlyList<Candidate> crawlers, Population population) =>
        apisShort > 0 && room <= 0 && crawlers.Count > Math.Max(1, population.Min)
            ? crawlers.Where(cell => cell.Needed.Length == 0).OrderBy(cell => Math.Round(cell.Health, 1)).ThenByDescending(cell => cell.Born).ThenBy(cell => cell.Cell).Select(cell => (CellId?)cell.Cell).FirstOrDefault()
            : null;
}
