using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The other health cells. Pure.</summary>
internal static class Colleagues
{
    /// <summary>Of several health cells the living one with the lowest id does what one alone must do.</summary>
    public static bool Leads(Roster roster, CellId self) =>
        roster.Living.FirstOrDefault(entry => entry.State == CellState.Alive && entry.Facts.Roles.Contains(Role.Health))?.Cell == self;

    /// <summary>The machines of all health cells that may live, this one's with them. One whose port was found closed does not; one that is only silent may.</summary>
    public static IReadOnlyList<string> Electorate(Roster roster, string self, Revocations revoked)
    {
        var heard = roster.Members.Values
            .Where(member => !IsDown(member) && member.Entry.Facts.Roles.Contains(Role.Health) && revoked.Strikes(member.Sender) is null)
            .Select(member => member.Entry.Facts.Machine);
        var down = roster.Members.Values.Where(IsDown).Select(member => member.Entry.Facts.Birth).ToHashSet(StringComparer.Ordinal);
        var born = roster.Births.Values
            .Where(birth => birth is { Role: Role.Health, Ended: null, State: BirthState.Born or BirthState.Proved } && !down.Contains(birth.Id) && !(birth.Daughter is { } cell && revoked.Of(RevokedKind.Cell, cell.ToString()) is not null))
            .Select(birth => birth.Machine);
        return [.. heard.Concat(born).Append(self).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsDown(Member member) => member.Entry.State == CellState.Gone || (member.Entry.State == CellState.Dead && member.Closed is not null);

    /// <summary>How many others may live, heard or not: a silent one counts until its machine was seen blank, it said goodbye, or it is revoked.</summary>
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
