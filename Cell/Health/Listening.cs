using System.Globalization;
using Cell.Identity;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Health;

/// <summary>What a heartbeat does to the roster. Pure.</summary>
internal static class Listening
{
    /// <summary>The next roster and, if the sender does not belong, why.</summary>
    /// <param name="sender">As its certificate says.</param>
    /// <param name="nonce">To be echoed by the next heartbeat.</param>
    public static (Roster Roster, string Refusal) Hear(Roster roster, Heartbeat beat, CellIdentity sender, TimeSpan now, string nonce)
    {
        if (Mismatch(beat, sender) is { } lie)
        {
            return (roster, lie);
        }

        var known = roster.Members.GetValueOrDefault(beat.Cell);
        // In quarantine it is heard whatever it echoes, so that it learns of its revocation.
        var isolated = roster.Quarantines.ContainsKey(beat.Cell);
        if (known is not null && !isolated && Stale(known, beat) is { } stale)
        {
            return (beat.Incarnation < known.Entry.Incarnation ? roster.With(known with { Challenge = nonce, Rival = beat.Facts.Tissue, Answered = known.Answered || Answers(known, beat) }) : roster, stale);
        }

        if (known is not null && Outlived(known, sender) is { } old)
        {
            return (roster, old);
        }

        if (Rival(roster, beat) is { } rival)
        {
            return (roster, rival);
        }

        var (state, reason) = StateOf(roster, beat, known);
        var incarnation = isolated && known is not null ? Math.Max(known.Entry.Incarnation, beat.Incarnation) : beat.Incarnation;
        var entry = new RosterEntry(beat.Cell, incarnation, state, reason, 0, FactsOf(known, beat, sender), beat.Vitals) { GenomeVersion = beat.GenomeVersion, BrakeVersion = beat.BrakeVersion, Root = sender.Root };
        return (roster.With(Watched(known, beat, new Member(entry, sender, now, beat.Sequence, nonce, beat.Nonce) { Arrivals = ArrivalsOf(known, beat, now) })), "");
    }

    /// <summary>A machine whose cell was replaced because it became slow or failed her is left alone when the cell has gone, until an operator has it checked.</summary>
    public static Roster Farewell(Roster roster, Heartbeat beat, DateTimeOffset now) => beat is not { Goodbye: true, Vitals.Replaced: true, Facts.Birth.Length: > 0 } ? roster
        : roster.With(new Taint(beat.Facts.Machine, FaultWatch.IsMuch(beat.Vitals.Faults)
            ? string.Create(CultureInfo.InvariantCulture, $"{beat.Vitals.Faults:P0} of what its cell did failed by its own doing.")
            : string.Create(CultureInfo.InvariantCulture, $"it became slow: the probe took {beat.Vitals.Slowness ?? ProbeWatch.Slow:0.00} times as long as when its cell was new."), now) { Cause = TaintCause.Slow });

    /// <summary>It was overtaken by a later one of its sender.</summary>
    public static bool IsLate(Member known, Heartbeat beat) => beat.Sequence < known.Sequence;

    /// <summary>A sender of an earlier incarnation has seen its refusal.</summary>
    public static bool Answers(Member known, Heartbeat beat) => known.Challenge.Length > 0 && beat.Nonce == known.Challenge;

    /// <summary>The present incarnation has seen an answer that was given after the first such refusal.</summary>
    public static bool Outlives(Member known, Heartbeat beat) => known.Outlived || (known.Challenged && beat.Nonce == known.Nonce);

    // The same ones again are not kept anew each second.
    private static CellFacts FactsOf(Member? known, Heartbeat beat, CellIdentity sender)
    {
        var told = beat.Facts.Under(sender);
        return known is not null && known.Entry.Facts.IsSame(told) ? known.Entry.Facts : told;
    }

    // A new process, or one that was dead, begins anew.
    private static Arrivals ArrivalsOf(Member? known, Heartbeat beat, TimeSpan now) =>
        known is not null && known.Entry.Incarnation == beat.Incarnation && Roster.IsLiving(known.Entry) ? known.Arrivals.With(now - known.Heard) : Arrivals.Unknown;

    private static Member Watched(Member? known, Heartbeat beat, Member next) => known is null || known.Challenge.Length == 0 || beat.Incarnation != known.Entry.Incarnation
        ? next
        : next with { Challenge = known.Challenge, Rival = known.Rival, Answered = known.Answered, Challenged = true, Outlived = Outlives(known, beat) };

    private static string? Mismatch(Heartbeat beat, CellIdentity sender) =>
        sender.Id != beat.Cell || sender.Machine != beat.Facts.Machine || sender.Slot != beat.Facts.Slot || sender.Serial != beat.Facts.Serial
            || sender.Generation != beat.Facts.Generation || beat.Facts.Roles.Any(role => !sender.Roles.Contains(role))
            ? "The heartbeat says other things than its certificate."
            : null;

    private static string? Stale(Member known, Heartbeat beat)
    {
        if (beat.Incarnation < known.Entry.Incarnation)
        {
            return $"An incarnation {known.Entry.Incarnation} of this cell was heard already: two processes with one identity, or a clock that went back.";
        }

        if (beat.Incarnation > known.Entry.Incarnation)
        {
            return null;
        }

        if (known.Entry.State == CellState.Dead)
        {
            return "Held dead: come back with a higher incarnation.";
        }

        return IsLate(known, beat) ? "A later heartbeat was heard already." : null;
    }

    // Root renewed this cell: who kept the certificate before that one must not come back with it.
    private static string? Outlived(Member known, CellIdentity sender) =>
        sender.Serial == known.Entry.Facts.Serial || sender.Renews(known.Entry.Cell, known.Entry.Facts.Generation, known.Entry.Facts.CertificateBegins)
            ? null
            : $"The roster has another certificate of this cell, {known.Entry.Facts.Serial}, which this one does not renew.";

    private static string? Rival(Roster roster, Heartbeat beat) =>
        roster.Holder(beat.Facts.Machine, beat.Facts.Slot) is { } holder && holder != beat.Cell ? $"Machine {beat.Facts.Machine} slot {beat.Facts.Slot} is held by the living cell {holder}." : null;

    private static (CellState State, string Reason) StateOf(Roster roster, Heartbeat beat, Member? known)
    {
        if (beat.Goodbye)
        {
            return (CellState.Gone, "said goodbye");
        }

        // A born cell that root renewed is of generation 0 too: her birth says whether she may work.
        if (beat.Facts is { Generation: 0, Birth.Length: 0 } && !roster.Births.Values.Any(each => each.Daughter == beat.Cell))
        {
            return (CellState.Alive, "signed by root");
        }

        var birth = roster.Births.GetValueOrDefault(beat.Facts.Birth);
        return birth switch
        {
            null => (CellState.Newborn, "its birth is not known here"),
            { Ended: not null } => (CellState.Newborn, "its birth has ended"),
            { State: BirthState.Proved } when birth.Daughter == beat.Cell => (CellState.Alive, "its birth is proved"),
            _ => (CellState.Newborn, "its access is not proved useless yet"),
        };
    }
}
