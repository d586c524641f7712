using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class FrontierDesk
{
    private DateTimeOffset quietUntil;

    /// <summary>Pages that are stored: they are known, and seeds among them open their scope. Nobody knows who held which host: no lease before all have ended.</summary>
    public int Restore(IReadOnlyList<KeptPage> pages)
    {
        var now = time.GetUtcNow();
        quietUntil = now + options.LeaseLength + Grace;
        foreach (var page in pages)
        {
            if (page.Depth == 0 && rows.Scopes.Find(Scope.Of(page.Url)) is null)
            {
                rows.Put(Scope.Of(page.Url).Prefix, ScopeState.Open);
            }

            if (rows.Urls.Find(Fingerprint.Of(page.Url)) < 0)
            {
                Restore(page, now);
            }
        }

        return pages.Count;
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

        foreach (var host in leased)
        {
            // What its holder settles now says nothing of a page that is still there.
            host.Lease!.Rows.Clear(); // leased
        }

        Load();
        return again;
    }

    private void Restore(KeptPage page, DateTimeOffset now)
    {
        var genes = options.Genes();
        var seen = Observed.Begin(page.Fetched);
        var next = genes.RevisitMost > TimeSpan.Zero ? page.Fetched + seen.Next(options.FirstRevisit, genes.RevisitLeast, genes.RevisitMost) : DateTimeOffset.MaxValue;
        var slot = rows.Put(new UrlRow(page.Url, page.Depth, UrlPhase.Visited, next, 0) { Seen = seen, Version = page.Version });
        Queue(HostOf(slot), slot, now);
        Place(HostOf(slot), now);
    }
}
