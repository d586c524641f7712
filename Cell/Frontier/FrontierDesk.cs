using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>What the frontier decides and changes, one call at a time. Its rows are on disk when their owner has committed them.</summary>
internal sealed partial class FrontierDesk
{
    private readonly FrontierRows rows;
    private readonly FrontierOptions options;
    private readonly TimeProvider time;
    private readonly HostTurns<HostQueue> turns = new();
    private readonly AddressTurns<HostQueue> addresses = new();
    private readonly HashSet<HostQueue> leased = [];
    private readonly Func<int, ulong> shallowFirst;
    private readonly Func<int, ulong> dueFirst;
    private long waiting;
    private int givenUp;
    private PaceBucket pace;

    public FrontierDesk(FrontierRows rows, FrontierOptions options, TimeProvider time)
    {
        (this.rows, this.options, this.time) = (rows, options, time);
        shallowFirst = slot => ((ulong)rows.Urls[slot].Depth << 32) | (uint)slot;
        dueFirst = slot => ((ulong)rows.Urls[slot].Due << 32) | (uint)slot;
        pace = new PaceBucket(time.GetUtcNow(), 0);
    }

    public FrontierFigures Figures => new(rows.Urls.Count, waiting, rows.Hosts.Count, leased.Count) { GivenUp = givenUp };

    /// <summary>Memory becomes what the rows say.</summary>
    public void Load()
    {
        var now = time.GetUtcNow();
        turns.Clear();
        addresses.Clear();
        leased.Clear();
        (waiting, givenUp) = (0, 0);
        foreach (var host in rows.Hosts)
        {
            (host.Ready, host.Later, host.Waiting) = (default, default, 0);
            host.Held.Clear();
        }

        foreach (var slot in rows.Urls.All())
        {
            Queue(HostOf(slot), slot, now);
        }

        foreach (var host in rows.Hosts)
        {
            if (host.Lease is { } lease)
            {
                leased.Add(host);
                addresses.Enter(lease.Address);
            }

            givenUp += host.Manners.IsGivenUp ? 1 : 0;
            Place(host, now);
        }

        Leads(now);
    }

    /// <summary>What time alone changes: leases that ended, URLs that came due.</summary>
    public CrawlDemand Tick()
    {
        var now = time.GetUtcNow();
        EndLeases(host => host.Lease!.IsOver(now)); // only hosts with a lease are asked
        Wake(now);
        Leads(now);
        var genes = options.Genes();
        return CrawlWork.Demand(rows.Hosts.Select(host => Work(host, genes)), genes.Horizon, genes.Pace);
    }

    private static CrawlWork Work(HostQueue host, Genome.CrawlerGenes genes) => host.Ready.Count == 0 && host.Lease is null
        ? default
        : new CrawlWork(host.Manners.IsGivenUp ? 0 : host.Ready.Count + (host.Lease?.Rows.Count ?? 0), host.Lease is not null, DelayOf(host, genes), host.Manners.Answer);

    private static TimeSpan DelayOf(HostQueue host, Genome.CrawlerGenes genes) => FrontierOptions.DelayOf(genes, host.Name, host.Manners);

    private HostQueue HostOf(int slot) => rows.Hosts[rows.Urls[slot].Host];

    private void Wake(DateTimeOffset now)
    {
        foreach (var host in turns.Wake(now))
        {
            Promote(host, now);
        }
    }

    // What came due may be leased.
    private void Promote(HostQueue host, DateTimeOffset now)
    {
        while (host.Later.Count > 0 && rows.Urls[host.Later.First].Due <= Seconds.Of(now))
        {
            var slot = host.Later.Take(dueFirst);
            Count(host, rows.Urls[slot].Phase == UrlPhase.Visited ? 1 : 0);
            host.Ready.Add(slot, shallowFirst);
        }
    }

    // A row that is in none of its host's lists goes into the right one.
    private void Queue(HostQueue host, int slot, DateTimeOffset now)
    {
        var url = rows.Urls[slot];
        if (url.Due == uint.MaxValue)
        {
            return;
        }

        var ready = url.Due <= Seconds.Of(now);
        Count(host, ready || url.Phase == UrlPhase.Open ? 1 : 0);
        if (ready)
        {
            host.Ready.Add(slot, shallowFirst);
        }
        else
        {
            host.Later.Add(slot, dueFirst);
        }
    }

    // A crawl does not wait for a host that gave nothing for long.
    private void Count(HostQueue host, int more)
    {
        host.Waiting += more;
        waiting += host.Manners.IsGivenUp ? 0 : more;
    }

    private void Learn(HostQueue host, HostNews news, DateTimeOffset now)
    {
        var before = host.Manners;
        host.Manners = before.Learn(news);
        var change = (host.Manners.IsGivenUp ? 1 : 0) - (before.IsGivenUp ? 1 : 0);
        givenUp += change;
        waiting -= change * host.Waiting;
        host.Polite = now + options.Rest(host.Manners, news);
    }

    private void Place(HostQueue host, DateTimeOffset now) => turns.Place(host, ReadyAt(host), now);

    private DateTimeOffset? ReadyAt(HostQueue host)
    {
        if (host.Lease is not null)
        {
            return null;
        }

        var due = host.Ready.Count > 0 ? DateTimeOffset.MinValue : host.Later.Count > 0 ? Seconds.Time(rows.Urls[host.Later.First].Due) : (DateTimeOffset?)null;
        return due > host.Polite ? due : due is null ? null : host.Polite;
    }
}
