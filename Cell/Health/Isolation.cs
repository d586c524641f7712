using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a health cell holds in quarantine. Pure.</summary>
internal static class Isolation
{
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Who is in it already stays in it no longer for that.</summary>
    public static Roster Isolate(Roster roster, CellId cell, string reason, DateTimeOffset now) => roster.Quarantines.ContainsKey(cell)
        ? roster
        : roster with { Quarantines = roster.Quarantines.SetItem(cell, new Quarantine(cell, reason, now, now + Lasts)) };

    public static Roster Clear(Roster roster, CellId cell) =>
        roster.Quarantines.ContainsKey(cell) ? roster with { Quarantines = roster.Quarantines.Remove(cell) } : roster;

    /// <summary>Ends what has lasted its time, and what a revocation made needless.</summary>
    public static Roster Settle(Roster roster, Revocations revoked, DateTimeOffset now)
    {
        foreach (var over in roster.Quarantines.Values.Where(one => one.Until <= now || revoked.Of(RevokedKind.Cell, one.Cell.ToString()) is not null))
        {
            roster = Clear(roster, over.Cell);
        }

        return roster;
    }
}
