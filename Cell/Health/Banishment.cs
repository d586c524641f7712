using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Takes the revoked off the living. Pure.</summary>
internal static class Banishment
{
    public static Roster Strike(Roster roster, Revocations revoked)
    {
        foreach (var member in roster.Members.Values.Where(member => Roster.IsLiving(member.Entry) || roster.MayLive(member)))
        {
            if (revoked.Strikes(member.Sender) is { } reason)
            {
                roster = roster.With(member with { Struck = true }).Turn(member.Entry.Cell, CellState.Dead, reason);
            }
        }

        return roster;
    }
}
