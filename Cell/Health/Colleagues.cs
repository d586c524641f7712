using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The other health cells. Pure.</summary>
internal static class Colleagues
{
    /// <summary>Of several health cells the living one with the lowest id does what one alone must do.</summary>
    public static bool Leads(Roster roster, CellId self) =>
        roster.LivingOf(Role.Health).Where(entry => entry.State == CellState.Alive).MinBy(entry => entry.Cell)?.Cell == self;

    /// <summary>The machines of all health cells that may live, this one's with them.</summary>
    public static IReadOnlyList<string> Electorate(Roster roster, string self, Revocations revoked) =>
        [.. MayLive(roster, revoked).Select(one => one.Machine).Append(self).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>How many others may live, heard or not.</summary>
    public static int Count(Roster roster, CellId self, Revocations revoked) => MayLive(roster, revoked).Select(one => one.Cell).Distinct().Count(cell => cell != self);

    // One that is only silent may, until its machine was seen blank; one whose port was found closed, that said goodbye or is revoked does not.
    private static IEnumerable<(CellId Cell, string Machine)> MayLive(Roster roster, Revocations revoked)
    {
        var heard = roster.Members.Values
            .Where(member => !IsDown(member) && member.Entry.Facts.Roles.Contains(Role.Health) && revoked.Strikes(member.Sender) is null)
            .Select(member => (member.Entry.Cell, member.Entry.Facts.Machine));
        var down = roster.Members.Values.Where(IsDown).Select(member => member.Entry.Cell).ToHashSet();
        var born = roster.Births.Values
            .Where(birth => birth is { Role: Role.Health, Ended: null, State: BirthState.Born or BirthState.Proved, Daughter: { } daughter } && !down.Contains(daughter) && revoked.Of(RevokedKind.Cell, daughter.ToString()) is null)
            .Select(birth => (birth.Daughter!.Value, birth.Machine)); // filtered just before
        return heard.Concat(born);
    }

    private static bool IsDown(Member member) => member.Entry.State == CellState.Gone || (member.Entry.State == CellState.Dead && member.Closed is not null);
}
