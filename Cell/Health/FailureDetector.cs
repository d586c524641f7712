using Cell.Tissue;

namespace Cell.Health;

/// <summary>Turns silence into suspicion, death and in the end oblivion. Pure.</summary>
internal static class FailureDetector
{
    /// <param name="now">The keeper's monotonic clock.</param>
    /// <param name="lateness">How much later than planned this check itself runs.</param>
    public static Roster Check(Roster roster, TimeSpan now, TimeSpan lateness)
    {
        if (lateness > HealthTimes.OwnLateness)
        {
            return Forgive(roster, now);
        }

        foreach (var (cell, member) in roster.Members)
        {
            var silence = now - member.Heard;
            if (Roster.IsLiving(member.Entry) && silence > HealthTimes.Dead)
            {
                roster = roster.Turn(cell, CellState.Dead, $"silent for {silence.TotalSeconds:0.0} s");
            }
            else if (member.Entry.State == CellState.Alive && silence > HealthTimes.Suspect)
            {
                roster = roster.Turn(cell, CellState.Suspect, $"silent for {silence.TotalSeconds:0.0} s");
            }
            else if (!Roster.IsLiving(member.Entry) && silence > HealthTimes.Forgotten)
            {
                roster = roster.Without(cell);
            }
        }

        return roster;
    }

    private static Roster Forgive(Roster roster, TimeSpan now)
    {
        foreach (var member in roster.Members.Values.Where(member => Roster.IsLiving(member.Entry)))
        {
            roster = roster.With(member with { Heard = now });
        }

        return roster;
    }
}
