using Cell.Tissue;

namespace Cell.Health;

/// <summary>What happened between two rosters. Pure.</summary>
internal static class RosterEvents
{
    public static IReadOnlyList<EventNews> Between(Roster before, Roster after) =>
        after == before ? [] : [.. Births(before, after), .. Cells(before, after), .. Taints(before, after), .. Quarantines(before, after), .. Freezes(before, after)];

    // A heartbeat that tells nothing but vitals leaves the version: ten thousand cells send them each second.
    private static IEnumerable<EventNews> Cells(Roster before, Roster after) =>
        from entry in after.Since(before.Version)
        where before.Members.GetValueOrDefault(entry.Cell)?.Entry.State != entry.State
        select new EventNews(KindOf(entry.State), entry.Facts.Machine, entry.Cell, $"{string.Join('+', entry.Facts.Roles).ToLowerInvariant()} of generation {entry.Facts.Generation}: {Reason(entry)}");

    private static IEnumerable<EventNews> Births(Roster before, Roster after) => before.Births == after.Births ? [] :
        from birth in after.Births.Values
        where before.Births.GetValueOrDefault(birth.Id)?.State != birth.State
        orderby birth.Since
        select new EventNews(KindOf(birth.State), birth.Machine, birth.Daughter, $"birth {birth.Id} of a {birth.Role.ToString().ToLowerInvariant()} by {birth.Mother?.ToString() ?? "root"}{(birth.Detail.Length > 0 ? $": {birth.Detail}" : "")}");

    private static IEnumerable<EventNews> Taints(Roster before, Roster after) => before.Taints == after.Taints ? [] :
        [
            .. after.Taints.Values.Where(taint => before.Taints.GetValueOrDefault(taint.Machine) != taint).Select(taint => new EventNews(EventKind.Tainted, taint.Machine, null, taint.Reason)),
            .. before.Taints.Keys.Where(machine => !after.Taints.ContainsKey(machine)).Select(machine => new EventNews(EventKind.Cleared, machine, null, "it was seen blank")),
        ];

    private static IEnumerable<EventNews> Quarantines(Roster before, Roster after) => before.Quarantines == after.Quarantines ? [] :
        [
            .. after.Quarantines.Values.Where(one => !before.Quarantines.ContainsKey(one.Cell)).Select(one => new EventNews(EventKind.Quarantined, MachineOf(after, one.Cell), one.Cell, $"until {one.Until:u}: {one.Reason}")),
            .. before.Quarantines.Values.Where(one => !after.Quarantines.ContainsKey(one.Cell)).Select(one => new EventNews(EventKind.Released, MachineOf(after, one.Cell), one.Cell, "its quarantine ended")),
        ];

    private static IEnumerable<EventNews> Freezes(Roster before, Roster after) => before.Frozen is null == after.Frozen is null ? [] :
        [after.Frozen is null ? new EventNews(EventKind.Thawed, "", null, "the silence ended or is explained") : new EventNews(EventKind.Frozen, "", null, Conditions.Frozen(after))];

    private static string MachineOf(Roster roster, Identity.CellId cell) => roster.Members.GetValueOrDefault(cell)?.Entry.Facts.Machine ?? "";

    private static string Reason(RosterEntry entry) => entry.Reason.Length > 0 ? entry.Reason : entry.State.ToString().ToLowerInvariant();

    private static EventKind KindOf(CellState state) => state switch
    {
        CellState.Newborn or CellState.Alive => EventKind.Alive,
        CellState.Suspect => EventKind.Suspect,
        CellState.Dead => EventKind.Dead,
        _ => EventKind.Gone,
    };

    private static EventKind KindOf(BirthState state) => state switch
    {
        BirthState.Signed => EventKind.Ticket,
        BirthState.Born => EventKind.Born,
        BirthState.Proved => EventKind.Proved,
        BirthState.Undone => EventKind.Undone,
        _ => EventKind.Tainted,
    };
}
