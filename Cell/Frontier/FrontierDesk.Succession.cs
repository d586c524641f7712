using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>The frontier moves along <c>frontier.hosts</c>. That no two cells lease a host at once is a matter of time: who takes over waits until the one
/// before it has stopped leasing, because its roster is old, and until all leases that it gave have ended.</summary>
internal sealed partial class FrontierDesk
{
    private static readonly TimeSpan NoteAgain = TimeSpan.FromSeconds(10);

    private bool leads;
    private bool wasElsewhere;

    private TimeSpan LeasesEnd => options.LeaseLength + HostLease.Grace;

    private TimeSpan TakeOverQuiet => Freshness.Roster + LeasesEnd;

    // Whoever took over meanwhile waits that long before it leases, and stops when it hears of this cell or hears nothing: so it has not leased yet.
    private TimeSpan LongestAbsence => LeasesEnd - Freshness.Roster;

    /// <summary>May hosts be leased here now?</summary>
    private bool Leads(DateTimeOffset now)
    {
        var seat = options.Seat();
        if (seat.IsHeld && !leads)
        {
            TakeOver(seat, now);
        }

        leads = seat.IsHeld;
        wasElsewhere = !leads && (wasElsewhere || rows.IsLeft || !seat.IsAlone);
        if (wasElsewhere && !rows.IsLeft && rows.Led > DateTimeOffset.MinValue)
        {
            // A restart forgets who else there was.
            rows.NoteLed(rows.Led, true);
        }

        var may = leads && now >= quietUntil && (!seat.IsShared || rows.IsWhole);
        if (may && (rows.Led == DateTimeOffset.MinValue || rows.IsLeft || (seat.IsShared && now - rows.Led >= NoteAgain)))
        {
            rows.NoteLed(now, false);
        }

        return may;
    }

    private void TakeOver(FrontierSeat seat, DateTimeOffset now)
    {
        var absent = now - rows.Led;
        var hasLed = rows.Led > DateTimeOffset.MinValue;
        var isFirst = !hasLed && rows.IsNew && seat.IsAlone && !wasElsewhere && !options.MayHaveHadAnother();
        var wasAlone = hasLed && !seat.IsShared && !wasElsewhere && !rows.IsLeft;
        if (isFirst || wasAlone || (absent >= TimeSpan.Zero && absent < LongestAbsence))
        {
            return;
        }

        Quiet(now + TakeOverQuiet);

        // What others crawled meanwhile is learnt from the pages.
        rows.SetWhole(false);
    }

    private void Quiet(DateTimeOffset until) => quietUntil = until > quietUntil ? until : quietUntil;
}
