using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>The queue of URLs in one LiteDB file. All state changes run on the database's one writer loop, so memory and disk move together
/// and nothing here needs a lock; every answer comes after its writes are on disk.</summary>
internal sealed class EmbeddedFrontier : IFrontier, IAsyncDisposable
{
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(1);

    // Links may come any moment while something is under way.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);

    // A holder stops before its lease ends; this much later it is void.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly FrontierOptions options;
    private readonly TimeProvider time;
    private readonly JournaledDatabase database;
    private readonly FrontierTables tables;
    private readonly Dictionary<string, HostQueue> hosts = new(StringComparer.Ordinal);
    private readonly HashSet<Scope> scopes = [];
    private long known;
    private FrontierFigures figures = new(0, 0, 0, 0);
    private CrawlDemand demand = new(0, 0, 0);

    public EmbeddedFrontier(string path, FrontierOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        database = new JournaledDatabase(path, time, Load);
        tables = new FrontierTables(database, time.GetUtcNow());
        Load();
    }

    public FrontierFigures Figures => Volatile.Read(ref figures);

    public CrawlDemand Demand => Volatile.Read(ref demand);

    /// <summary>Measures the demand each second: time alone makes URLs ready.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            await MeasureAsync(stopping);
        }
        while (await second.WaitForNextTickAsync(stopping));
    }

    internal async Task MeasureAsync(CancellationToken cancellation)
    {
        try
        {
            Volatile.Write(ref demand, await database.WriteAsync(() => CrawlWork.Demand(hosts.Values.Select(Work), options.Genes().Horizon, options.Genes().Pace), cancellation));
        }
        catch (IOException)
        {
            // The disk takes nothing now: what was measured last stands.
        }
    }

    public Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation) =>
        database.WriteAsync(() => Counted(() => Lease(request, time.GetUtcNow())), cancellation);

    public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation) =>
        database.WriteAsync(() => Counted(() => Settle(settlement, time.GetUtcNow())), cancellation);

    public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation) =>
        database.WriteAsync(() => Counted(() => new LinkAnswer(1, batch.Found.Sum(found => Add(found, time.GetUtcNow())))), cancellation);

    /// <summary>The cell is dead or gone: what it held is due again.</summary>
    public Task<int> VoidLeasesAsync(CellId cell, CancellationToken cancellation) =>
        database.WriteAsync(() => Counted(() => EndLeases(host => host.Lease!.Holder == cell)), cancellation); // only hosts with a lease are asked

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private LeaseAnswer Lease(LeaseRequest request, DateTimeOffset now)
    {
        EndLeases(host => host.Lease!.Ends + Grace <= now || (host.Lease.Holder == request.Crawler && host.Lease.Incarnation < request.Incarnation)); // only hosts with a lease are asked
        while (hosts.Values.Where(host => host.ReadyAt <= now).MinBy(host => host.LastLeased) is { } host)
        {
            var rows = tables.First(host.Name, Math.Clamp(request.Urls, 1, 100)).ToList();
            var ready = rows.Where(row => row.Due <= now).Select(row => row.Row).ToList();
            if (ready.Count > 0)
            {
                return new LeaseAnswer(1, Grant(host, ready, request, now), 0, false);
            }

            host.Waiting = rows.Count == 0 ? 0 : host.Waiting;
            host.FirstDue = rows.Count == 0 ? DateTimeOffset.MaxValue : rows[0].Due;
        }

        var next = hosts.Values.Select(host => host.Lease is { } lease ? lease.Ends + Grace : host.ReadyAt).Min() ?? now + MostWait;
        next = next > now + Soon && !Figures.Dry ? now + Soon : next;
        var wait = TimeSpan.FromTicks(Math.Clamp((next - now).Ticks, TimeSpan.FromMilliseconds(50).Ticks, MostWait.Ticks));
        return new LeaseAnswer(1, null, (int)Math.Ceiling(wait.TotalMilliseconds), Figures.Dry);
    }

    private Lease Grant(HostQueue host, IReadOnlyList<DueUrl> rows, LeaseRequest request, DateTimeOffset now)
    {
        host.Fence++;
        host.LastLeased = now;
        host.Lease = new HostLease(request.Crawler, request.Incarnation, now + options.LeaseLength, rows.DistinctBy(row => row.Url).ToDictionary(row => row.Url, StringComparer.Ordinal));
        tables.Keep(host);
        return new Lease(
            host.Name,
            host.Fence,
            0,
            (int)options.DelayOf(host.Name).TotalMilliseconds,
            (int)options.LeaseLength.TotalMilliseconds,
            "",
            [.. host.Lease.Rows.Values.Select(row => new LeasedUrl(row.Url, row.Depth))]);
    }

    private SettleAnswer Settle(Settlement settlement, DateTimeOffset now)
    {
        var host = hosts.GetValueOrDefault(settlement.Host);
        var current = host is { Lease: { } held } && host.Fence == settlement.Fence && held.Holder == settlement.Crawler;
        foreach (var outcome in settlement.Outcomes)
        {
            var row = current ? host!.Lease!.Rows.GetValueOrDefault(outcome.Url) : null; // current says that there is a lease
            Add(new FoundLinks((row?.Depth ?? 0) - 1, outcome.Found), now, seeds: false);
            if (row is not null)
            {
                Settle(host!, row, outcome, now); // a row comes from a lease
            }
        }

        if (current && settlement.Done)
        {
            End(host!, now + options.DelayOf(host!.Name)); // current says that there is a host
        }

        return new SettleAnswer(1, current);
    }

    private void Settle(HostQueue host, DueUrl row, UrlOutcome outcome, DateTimeOffset now)
    {
        tables.Dequeue(row);
        host.Waiting--;
        host.Lease!.Rows.Remove(row.Url); // rows come from a lease
        if (outcome.State == UrlState.Failed && row.Attempts + 1 < options.MaxAttempts)
        {
            Wait(host, row.Url, row.Depth, row.Attempts + 1, now + BackOff.After(row.Attempts, options.FirstBackOff, options.MostBackOff));
        }
        else
        {
            tables.Settle(row.Url, row.Depth, outcome.State, outcome.Detail, now);
        }
    }

    private int Add(FoundLinks found, DateTimeOffset now) => Add(found, now, seeds: found.Depth < 0);

    private int Add(FoundLinks found, DateTimeOffset now, bool seeds)
    {
        var added = 0;
        foreach (var url in found.Urls.Where(url => CanonicalUrl.Of(url, null) == url))
        {
            if (seeds && scopes.Add(Scope.Of(url)))
            {
                tables.AddSeed(Scope.Of(url));
            }

            if (found.Depth < options.Genes().MaxDepth && scopes.Any(scope => scope.Holds(url)) && !tables.IsKnown(url))
            {
                var host = HostOf(CanonicalUrl.HostOf(url));
                tables.Add(url, host.Name, found.Depth + 1, now);
                host.Waiting++;
                host.FirstDue = host.FirstDue < now ? host.FirstDue : now;
                known++;
                added++;
            }
            else if (seeds && tables.IsSettled(url))
            {
                // The operator asks again.
                tables.Reopen(url);
                Wait(HostOf(CanonicalUrl.HostOf(url)), url, 0, 0, now);
                added++;
            }
        }

        return added;
    }

    private void Wait(HostQueue host, string url, int depth, int attempts, DateTimeOffset at)
    {
        tables.Enqueue(url, host.Name, depth, attempts, at);
        host.Waiting++;
        host.FirstDue = host.FirstDue < at ? host.FirstDue : at;
    }

    private int EndLeases(Func<HostQueue, bool> ended)
    {
        var over = hosts.Values.Where(host => host.Lease is not null && ended(host)).ToList();
        foreach (var host in over)
        {
            // The holder may have asked a moment ago: the next one waits one delay.
            End(host, time.GetUtcNow() + options.DelayOf(host.Name));
        }

        return over.Count;
    }

    private void End(HostQueue host, DateTimeOffset polite)
    {
        host.Lease = null;
        host.Polite = polite;
        tables.Keep(host);
    }

    private HostQueue HostOf(string name)
    {
        if (!hosts.TryGetValue(name, out var host))
        {
            hosts[name] = host = new HostQueue(name);
        }

        return host;
    }

    private CrawlWork Work(HostQueue host) => new(host.FirstDue <= time.GetUtcNow() ? host.Waiting : 0, host.Lease is not null, options.DelayOf(host.Name), TimeSpan.Zero);

    private T Counted<T>(Func<T> change)
    {
        var result = change();
        Volatile.Write(ref figures, new FrontierFigures(known, hosts.Values.Sum(host => host.Waiting), hosts.Count, hosts.Values.Count(host => host.Lease is not null)));
        return result;
    }

    // At the start, and when a transaction was undone: memory is what the disk says.
    private void Load() => Counted(() =>
    {
        hosts.Clear();
        scopes.Clear();
        scopes.UnionWith(tables.Seeds());
        foreach (var host in tables.Hosts())
        {
            hosts[host.Name] = host;
        }

        foreach (var (name, due) in tables.Waiting())
        {
            var host = HostOf(name);
            host.Waiting++;
            host.FirstDue = host.FirstDue < due ? host.FirstDue : due;
        }

        known = tables.Known();
        return known;
    });
}
