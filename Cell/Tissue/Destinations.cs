using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Which APIs take the pages of a lease. Pure.</summary>
internal static class Destinations
{
    // A full one says so itself; one that gets nothing at all would never show that it has room again.
    private const double LeastRoom = 0.05;

    /// <summary>One by chance, the more likely the more room it has.</summary>
    /// <param name="apis">Living ones that are not isolated.</param>
    /// <param name="self">The cell that gives the lease.</param>
    /// <param name="chance">0 to 1.</param>
    /// <returns>Its tissue address; "" for <paramref name="self"/>, and when there is no other.</returns>
    public static string Choose(IReadOnlyList<RosterEntry> apis, CellId self, double chance)
    {
        var good = apis.Where(entry => entry.State == CellState.Alive).Select(entry => (Entry: entry, Room: Math.Max(LeastRoom, 1 - entry.Vitals.Loads.GetValueOrDefault(Role.Api)))).ToList();
        var left = chance * good.Sum(one => one.Room);
        foreach (var (entry, room) in good)
        {
            left -= room;
            if (left <= 0)
            {
                return entry.Cell == self ? "" : entry.Facts.Tissue;
            }
        }

        return "";
    }

    /// <summary>Where to try, in this order: the destination, and when it cannot be reached any other.</summary>
    /// <param name="destination">The lease's, as an address; "" when nobody knows.</param>
    /// <param name="apis">Addresses of the living ones, shuffled.</param>
    public static IReadOnlyList<string> Tries(string destination, IReadOnlyList<string> apis) =>
        destination.Length > 0 && (apis.Contains(destination) || apis.Count == 0) ? [destination, .. apis.Where(api => api != destination)] : apis;
}
