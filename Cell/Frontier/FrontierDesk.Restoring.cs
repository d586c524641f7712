using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class FrontierDesk
{
    private DateTimeOffset quietUntil;
    private bool restoring;
    private bool overtaken;

    /// <summary>Pages that are stored: they are known, and seeds among them open their scope. Nobody knows who held which host: no lease before all have ended.</summary>
    public int Restore(IReadOnlyList<KeptPage> pages)
    {
        var now = time.GetUtcNow();
        if (!restoring)
        {
            Quiet(now + LeasesEnd);
            restoring = true;
        }

        foreach (var page in pages)
        {
            if (page.Depth == 0 && rows.Scopes.Find(Scope.Of(page.Url)) is null)
            {
                rows.Put(Scope.Of(page.Url).Prefix, ScopeState.Open, 0);
            }

            var slot = rows.Urls.Find(Fingerprint.Of(page.Url));
            if (slot < 0 || rows.Urls[slot].Phase == UrlPhase.Open)
            {
                Restore(page, slot >= 0, now);
            }
        }

        return pages.Count;
    }

    /// <summary>All pages are known now.</summary>
    public void EndRestoring()
    {
        rows.SetWhole(true);
        restoring = false;
        if (overtaken)
        {
            ForgetLeasedRows();
            Load();
            overtaken = false;
        }
    }

    /// <summary>All that gave a page is due, as if it never had.</summary>
    /// <returns>So many URLs.</returns>
    public int AskAgain()
    {
        var now = time.GetUtcNow();
        var again = 0;
        foreach (var slot in rows.Urls.All().Where(slot => rows.Urls[slot].Phase == UrlPhase.Visited))
        {
            if (rows.Row(slot) is { Version: not null } row)
            {
                rows.Put(row with { Phase = UrlPhase.Open, Due = now, Attempts = 0, Version = null });
                again++;
            }
        }

        ForgetLeasedRows();
        Load();
        return again;
    }

    /// <summary>Those that gave a page when they were visited last.</summary>
    /// <param name="from">The slot to begin at.</param>
    /// <returns>And the slot to go on at; -1: that was all.</returns>
    public (IReadOnlyList<string> Urls, long Next) Visited(int from, int slots)
    {
        var some = rows.Urls.From(from).Take(slots + 1).ToList();
        var urls = some.Take(slots).Where(slot => rows.Urls[slot].Phase == UrlPhase.Visited).Select(rows.Row).Where(row => row.Version is not null).Select(row => row.Url);
        return ([.. urls], some.Count > slots ? some[slots] : -1);
    }

    /// <summary>What these gave is stored nowhere any more: they are due as if they had never been visited.</summary>
    /// <returns>So many of them are known, and not being visited now.</returns>
    public int AskAgain(IReadOnlyList<string> urls)
    {
        var now = time.GetUtcNow();
        var again = 0;
        foreach (var slot in urls.Select(url => rows.Urls.Find(Fingerprint.Of(url))).Where(slot => slot >= 0 && rows.Urls[slot].Phase == UrlPhase.Visited))
        {
            var host = HostOf(slot);
            if (rows.Urls[slot].Due == uint.MaxValue || host.Later.Remove(slot, dueFirst))
            {
                Queue(host, rows.Put(rows.Row(slot) with { Phase = UrlPhase.Open, Due = now, Attempts = 0, Version = null }), now);
                Place(host, now);
                again++;
            }
        }

        return again;
    }

    // What a holder settles now says nothing of what has changed under it.
    private void ForgetLeasedRows()
    {
        foreach (var host in leased)
        {
            host.Lease!.Rows.Clear(); // leased
        }
    }

    /// <param name="known">It stands in the lists as what it was: they are made anew at the end.</param>
    private void Restore(KeptPage page, bool known, DateTimeOffset now)
    {
        var genes = options.Genes();
        var seen = Observed.Begin(page.Fetched);
        var next = genes.RevisitMost > TimeSpan.Zero ? page.Fetched + seen.Next(options.FirstRevisit, genes.RevisitLeast, genes.RevisitMost) : DateTimeOffset.MaxValue;
        var slot = rows.Put(new UrlRow(page.Url, page.Depth, UrlPhase.Visited, next, 0) { Seen = seen, Version = page.Version });
        overtaken |= known;
        if (!known)
        {
            Queue(HostOf(slot), slot, now);
            Place(HostOf(slot), now);
        }
    }
}
