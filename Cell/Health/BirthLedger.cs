using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a mother's report does to the roster. Pure.</summary>
internal static class BirthLedger
{
    public static Roster After(Roster roster, Birth birth, BirthReport report, DateTimeOffset now)
    {
        var free = report.State == BirthState.Undone;
        roster = roster.With(birth with
        {
            State = report.State,
            Daughter = report.Daughter ?? birth.Daughter,
            Ended = free ? now : birth.Ended,
            Detail = report.Detail,
        });
        roster = report.State switch
        {
            BirthState.Tainted => roster.With(new Taint(birth.Machine, report.Detail, now)),
            _ => roster,
        };
        var daughter = roster.Births[birth.Id].Daughter;
        return report.State == BirthState.Proved && daughter is { } cell && roster.IsLiving(cell)
            ? roster.Turn(cell, CellState.Alive, "its birth is proved")
            : roster;
    }
}
