using Cell.Genome;
using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class FrontierDesk
{
    public LinkAnswer Add(LinkBatch batch)
    {
        var now = time.GetUtcNow();
        return new LinkAnswer(1, batch.Found.Sum(found => found.Depth < 0 ? Seed(found.Urls, now) : Add(found.Urls, Math.Min(found.Depth, ushort.MaxValue) + 1, 0, now)));
    }

    public SettleAnswer Settle(Settlement settlement)
    {
        var now = time.GetUtcNow();
        var host = rows.Host(settlement.Host);
        var current = host is { Lease: { } held } && host.Fence == settlement.Fence && held.Holder == settlement.Crawler;
        var isDown = current && settlement.News is { Fault.Length: > 0 };
        foreach (var outcome in settlement.Outcomes)
        {
            var slot = current && host!.Lease!.Rows.Remove(outcome.Url, out var leasedSlot) ? leasedSlot : (int?)null; // current says that there is a lease
            var row = slot is { } known ? rows.Row(known) : null;
            TakeFound(outcome, now);
            if (row is not null)
            {
                Count(host!, -1); // a row comes from a lease
                Queue(host!, rows.Put(Settled(row, outcome, isDown, now)), now);
            }
        }

        if (current && settlement.News is { } news)
        {
            Learn(host!, news, now); // current says that there is a host
        }

        if (current && settlement.Done)
        {
            End(host!, now);
        }

        return new SettleAnswer(1, current);
    }

    // A redirect's target is no deeper than the redirect. What is no row, a sitemap, stands beside a seed.
    private void TakeFound(UrlOutcome outcome, DateTimeOffset now)
    {
        if (outcome.Found.Count > 0)
        {
            var slot = rows.Urls.Find(Fingerprint.Of(outcome.Url));
            Add(outcome.Found, slot < 0 ? 1 : rows.Urls[slot].Depth, slot < 0 || outcome.State != UrlState.Redirected ? 0 : rows.Row(slot).Hops + 1, now);
        }
    }

    // Nothing of a scope that is drained or given up comes again.
    private UrlRow Settled(UrlRow row, UrlOutcome outcome, bool isDown, DateTimeOffset now)
    {
        var settled = Visit.Settle(row, outcome, isDown, now, options);
        return settled.Phase == UrlPhase.Visited && rows.Scopes.Of(row.Url) is not (ScopeState.Open or ScopeState.Paused) ? settled with { Due = DateTimeOffset.MaxValue } : settled;
    }

    private int Seed(IReadOnlyList<string> urls, DateTimeOffset now)
    {
        var added = 0;
        foreach (var url in urls.Where(CanonicalUrl.IsCanonical))
        {
            if (rows.Scopes.Find(Scope.Of(url)) is not ScopeState.Open)
            {
                rows.Put(Scope.Of(url).Prefix, ScopeState.Open, Later(rows.Scopes.ChangedAt(Scope.Of(url).Prefix), now));
            }

            rows.PutSeed(url, Later(rows.GivenAt(url), now));
            added += TakeSeed(url, now) ? 1 : 0;
        }

        return added;
    }

    private bool TakeSeed(string url, DateTimeOffset now) =>
        (CanAdd(url) && Put(rows.HostOf(CanonicalUrl.HostOf(url)), new UrlRow(url, 0, UrlPhase.Open, now, 0), now)) || Reopen(url, now);

    // Also by a clock that went back, or beside another one.
    private static long Later(long before, DateTimeOffset now) => Math.Max(before + 1, now.ToUnixTimeMilliseconds());

    /// <param name="depth">Of what is found.</param>
    /// <param name="hops">So many redirects led to it.</param>
    private int Add(IReadOnlyList<string> urls, int depth, int hops, DateTimeOffset now)
    {
        var genes = options.Genes();
        return depth <= genes.MaxDepth ? urls.Count(url => CanonicalUrl.IsCanonical(url) && TryAdd(url, depth, hops, genes, now)) : 0;
    }

    private bool TryAdd(string url, int depth, int hops, CrawlerGenes genes, DateTimeOffset now)
    {
        if (!CanAdd(url))
        {
            return false;
        }

        var host = rows.HostOf(CanonicalUrl.HostOf(url));
        if (host.Known >= genes.UrlsPerHost)
        {
            host.Dropped++;
            return false;
        }

        if (hops > Traps.MostHops || Traps.LeadsIntoItself(url) || rows.Alike(host, url) >= Traps.MostOfAPattern(genes.UrlsPerHost))
        {
            host.Trapped++;
            return false;
        }

        return Put(host, new UrlRow(url, depth, UrlPhase.Open, now, 0) { Hops = hops }, now);
    }

    private bool CanAdd(string url) => rows.Scopes.Of(url) is ScopeState.Open or ScopeState.Paused && rows.Urls.Find(Fingerprint.Of(url)) < 0;

    private bool Put(HostQueue host, UrlRow row, DateTimeOffset now)
    {
        Queue(host, rows.Put(row), now);
        Place(host, now);
        return true;
    }

    // The operator asks again.
    private bool Reopen(string url, DateTimeOffset now)
    {
        var slot = rows.Urls.Find(Fingerprint.Of(url));
        if (slot < 0 || rows.Urls[slot].Phase == UrlPhase.Open)
        {
            return false;
        }

        var host = HostOf(slot);
        if (host.Lease?.Rows.ContainsValue(slot) == true || !(rows.Urls[slot].Due == uint.MaxValue || host.Later.Remove(slot, dueFirst)))
        {
            return false;
        }

        Queue(host, rows.Put(rows.Row(slot) with { Depth = 0, Phase = UrlPhase.Open, Due = now, Attempts = 0 }), now);
        Place(host, now);
        return true;
    }
}
