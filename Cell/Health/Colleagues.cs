using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The other health cells that may live, heard or not. Pure.</summary>
internal static class Colleagues
{
    /// <summary>A silent one counts until its machine was seen blank, it said goodbye, or it is revoked.</summary>
    public static int Count(Roster roster, CellId self, Revocations revoked)
    {
        var heard = roster.Members.Values
            .Where(member => member.Entry.State != CellState.Gone && member.Entry.Facts.Roles.Contains(Role.Health) && revoked.Strikes(member.Sender) is null)
            .Select(member => member.Entry.Cell);
        var born = roster.Births.Values
            .Where(birth => birth is { Role: Role.Health, Ended: null, State: BirthState.Born or BirthState.Proved })
            .Select(birth => birth.Daughter)
            .OfType<CellId>()
            .Where(cell => revoked.Of(RevokedKind.Cell, cell.ToString()) is null);
        return heard.Concat(born).Distinct().Count(cell => cell != self);
    }
}
