using Cell.Tissue;

namespace Cell.Health;

/// <summary>Which machines must be left alone, and which were found well again: as several health cells know it together. Pure.</summary>
internal static class TaintLedger
{
    /// <summary>A look found the machine well. A taint of a birth stays: only a person ends it; and that of a slow one, if nobody asked for the look.</summary>
    public static Roster FoundWell(Roster roster, string machine, bool ordered, DateTimeOffset now) => Cleared(roster, machine, now, at => new Clearance(machine, at, ordered ? at : null, null));

    /// <summary>A person says that it is blank and well.</summary>
    public static Roster SaidWell(Roster roster, string machine, DateTimeOffset now) => Cleared(roster, machine, now, at => new Clearance(machine, at, at, at));

    /// <summary>Takes over what another health cell knows: the later word on a machine counts, whoever said it.</summary>
    public static Roster Learn(Roster roster, IReadOnlyList<Taint> taints, IReadOnlyList<Clearance> clearances)
    {
        foreach (var told in clearances)
        {
            roster = With(roster, told);
        }

        foreach (var told in taints.Where(told => !Ends(roster.Clearances.GetValueOrDefault(told.Machine), told)))
        {
            var known = roster.Taints.GetValueOrDefault(told.Machine);
            roster = known is null || (known.Cause != TaintCause.Birth && told.Cause == TaintCause.Birth) ? roster.With(told) : roster;
        }

        return roster;
    }

    // Who tainted it may have a clock that is ahead of this one.
    private static Roster Cleared(Roster roster, string machine, DateTimeOffset now, Func<DateTimeOffset, Clearance> at) =>
        With(roster, at(roster.Taints.TryGetValue(machine, out var taint) && taint.Since > now ? taint.Since : now));

    private static Roster With(Roster roster, Clearance told)
    {
        var known = roster.Clearances.GetValueOrDefault(told.Machine);
        var both = known is null ? told : new Clearance(told.Machine, Later(known.At, told.At) ?? told.At, Later(known.Checked, told.Checked), Later(known.Said, told.Said));
        roster = both == known ? roster : roster with { Clearances = roster.Clearances.SetItem(told.Machine, both) };
        return roster.Taints.TryGetValue(told.Machine, out var taint) && Ends(both, taint)
            ? roster with { Version = roster.Version + 1, Taints = roster.Taints.Remove(told.Machine) }
            : roster;
    }

    private static bool Ends(Clearance? clearance, Taint taint) => taint.Cause switch
    {
        TaintCause.Birth => clearance?.Said,
        TaintCause.Slow => clearance?.Checked,
        _ => clearance?.At,
    } >= taint.Since;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
