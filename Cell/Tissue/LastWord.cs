using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>When a cell that is ordered to die has told those who must hear of it. Pure.</summary>
internal static class LastWord
{
    /// <summary>Health cells spread the order: one stays until nobody lives but health cells that have it too.</summary>
    public static readonly TimeSpan KeeperPatience = TimeSpan.FromSeconds(15);

    /// <summary>Another cell stays until the health cells have it, should it be the first one that was told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="living">On the roster as this cell knows it.</param>
    /// <param name="isKeeper">It has the role health.</param>
    public static bool IsSaid(IEnumerable<RosterEntry> living, CellId self, bool isKeeper, int version)
    {
        var others = living.Where(entry => entry.Cell != self);
        return isKeeper ? others.All(entry => Obeys(entry, version)) : others.All(entry => Obeys(entry, version) || !entry.Facts.Roles.Contains(Role.Health));
    }

    private static bool Obeys(RosterEntry entry, int version) => entry.Facts.Roles.Contains(Role.Health) && entry.BrakeVersion >= version;
}
