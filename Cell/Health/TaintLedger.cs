using Cell.Tissue;

namespace Cell.Health;

/// <summary>Which machines must be left alone, and which were found well again: as several health cells know it together. Pure.</summary>
internal static class TaintLedger
{
    /// <summary>A look found the machine well. A taint of a birth stays: only a person ends it.</summary>
    public static Roster FoundWell(Roster roster, string machine, DateTimeOffset now) => Cleared(roster, machine, now, ordered: false);

    /// <summary>A person says that it is blank and well.</summary>
    public static Roster SaidWell(Roster roster, string machine, DateTimeOffset now) => Cleared(roster, machine, now, ordered: true);

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
    private static Roster Cleared(Roster roster, string machine, DateTimeOffset now, bool ordered)
    {
        var at = roster.Taints.TryGetValue(machine, out var taint) && taint.Since > now ? taint.Since : now;
        return With(roster, new Clearance(machine, at, ordered ? at : null));
    }

    private static Roster With(Roster roster, Clearance told)
    {
        var known = roster.Clearances.GetValueOrDefault(told.Machine);
        var both = known is null ? told : new Clearance(told.Machine, Later(known.At, told.At), known.Ordered is { } one && told.Ordered is { } other ? Later(one, other) : known.Ordered ?? told.Ordered);
        roster = both == known ? roster : roster with { Clearances = roster.Clearances.SetItem(told.Machine, both) };
        return roster.Taints.TryGetValue(told.Machine, out var taint) && Ends(both, taint)
            ? roster with { Version = roster.Version + 1, Taints = roster.Taints.Remove(told.Machine) }
            : roster;
    }

    private static bool Ends(Clearance? clearance, Taint taint) => (taint.Cause == TaintCause.Birth ? clearance?.Ordered : clearance?.At) >= taint.Since;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
