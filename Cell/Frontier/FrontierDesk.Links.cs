using Cell.Genome;
using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class FrontierDesk
{
    public LinkAnswer Add(LinkBatch batch)
    {
        var now = time.GetUtcNow();
        return new LinkAnswer(1, batch.Found.Sum(found => found.Depth < 0 ? Seed(found.Urls, now) : Add(found.Depth, found.Urls, now)));
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
            Add((row?.Depth ?? 0) - 1, outcome.Found, now);
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

    // Nothing of a scope that is drained or given up comes again.
    private UrlRow Settled(UrlRow row, UrlOutcome outcome, bool isDown, DateTimeOffset now)
    {
        var settled = Visit.Settle(row, outcome, isDown, now, options);
        return settled.Phase == UrlPhase.Visited && rows.Scopes.Of(row.Url) is not (ScopeState.Open or ScopeState.Paused) ? settled with { Due = DateTimeOffset.MaxValue } : settled;
    }

    private int Seed(IReadOnlyList<string> urls, DateTimeOffset now)
    {
        var added = 0;
        foreach (var url in urls.Where(IsCanonical))
        {
            if (rows.Scopes.Find(Scope.Of(url)) is not ScopeState.Open)
            {
                rows.Put(Scope.Of(url).Prefix, ScopeState.Open);
            }

            added += Add(-1, [url], now) > 0 || Reopen(url, now) ? 1 : 0;
        }

        return added;
    }

    private int Add(int fromDepth, IReadOnlyList<string> urls, DateTimeOffset now)
    {
        var genes = options.Genes();
        return fromDepth < genes.MaxDepth ? urls.Count(url => IsCanonical(url) && TryAdd(url, fromDepth + 1, genes, now)) : 0;
    }

    private bool TryAdd(string url, int depth, CrawlerGenes genes, DateTimeOffset now)
    {
        if (rows.Scopes.Of(url) is not (ScopeState.Open or ScopeState.Paused) || rows.Urls.Find(Fingerprint.Of(url)) >= 0)
        {
            return false;
        }

        var host = rows.HostOf(CanonicalUrl.HostOf(url));
        if (host.Known >= genes.UrlsPerHost)
        {
            host.Dropped++;
            return false;
        }

        Queue(host, rows.Put(new UrlRow(url, depth, UrlPhase.Open, now, 0)), now);
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

    private static bool IsCanonical(string url) => CanonicalUrl.Of(url, null) == url;
}
