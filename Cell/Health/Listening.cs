using Cell.Identity;
using Cell.Tissue;

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
        if (known is not null && Stale(known, beat) is { } stale)
        {
            return (roster, stale);
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
        var entry = new RosterEntry(beat.Cell, beat.Incarnation, state, reason, 0, beat.Facts.Under(sender), beat.Vitals) { GenomeVersion = beat.GenomeVersion, BrakeVersion = beat.BrakeVersion };
        return (roster.With(new Member(entry, sender, now, beat.Sequence, nonce, known?.Nonce ?? "")), "");
    }

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

        return beat.Nonce == known.Nonce || beat.Nonce == known.EarlierNonce
            ? null
            : "The nonce is not the last one: two senders with one identity.";
    }

    // Root renewed this cell: who kept the certificate before that one must not come back with it.
    private static string? Outlived(Member known, CellIdentity sender) =>
        sender.Serial == known.Entry.Facts.Serial || sender.Renews(known.Entry.Cell, known.Entry.Facts.Generation, known.Entry.Facts.CertificateBegins)
            ? null
            : $"The roster has another certificate of this cell, {known.Entry.Facts.Serial}, which this one does not renew.";

    private static string? Rival(Roster roster, Heartbeat beat)
    {
        var rival = roster.Living.FirstOrDefault(entry => entry.Cell != beat.Cell && entry.Facts.Machine == beat.Facts.Machine && entry.Facts.Slot == beat.Facts.Slot);
        return rival is null ? null : $"Machine {beat.Facts.Machine} slot {beat.Facts.Slot} is held by the living cell {rival.Cell}.";
    }

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
        return birth is { State: BirthState.Proved } && birth.Daughter == beat.Cell
            ? (CellState.Alive, "its birth is proved")
            : (CellState.Newborn, birth is null ? "its birth is not known here" : "its access is not proved useless yet");
    }
}
