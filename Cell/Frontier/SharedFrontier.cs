using Cell.Storage;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>The queue of URLs that all APIs run together. PostgreSQL holds what is known, and decides who has a host; the broker holds a message for each
/// host that has something to do, and gives it to one API at a time.</summary>
internal sealed partial class SharedFrontier : IOwnFrontier
{
    private const int RestAfterCount = 20;

    private readonly FrontierOptions options;
    private readonly TimeProvider time;
    private readonly SharedScopes scopes;
    private readonly SharedHosts rows;
    private readonly SharedLinks links;
    private readonly SharedLeases leases;
    private readonly SharedOrders orders;
    private readonly HeldHosts held;
    private readonly HostMessages messages;
    private FrontierFigures figures = new(0, 1, 0, 0); // not dry before it is known to be
    private CrawlDemand demand = new(0, 0, 0);

    /// <param name="self">This API cell.</param>
    /// <param name="wanted">Asked again and again: the broker's queues that are this cell's.</param>
    public SharedFrontier(PostgresAccess database, BrokerAccess broker, string organism, string self, FrontierOptions options, Func<IReadOnlySet<int>> wanted, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        Database = new PostgresDatabase(database, new PostgresMigrations(database.Schema, SharedSteps.All), time);
        Broker = new Broker(broker, wanted, time);
        scopes = new SharedScopes(organism);
        rows = new SharedHosts(Database);
        links = new SharedLinks(Database, scopes, options, broker.Queues, time);
        leases = new SharedLeases(Database, scopes, options, self, time);
        orders = new SharedOrders(Database, scopes, options, time);
        held = new HeldHosts(options, self, time);
        messages = new HostMessages(Broker, rows, held, self, time);
        Share = () => (double)wanted().Count / broker.Queues;
    }

    public PostgresDatabase Database { get; }

    public Broker Broker { get; }

    /// <summary>Hosts whose messages are held here.</summary>
    public int Held => held.Count;

    public FrontierFigures Figures => Volatile.Read(ref figures);

    public CrawlDemand Demand => Volatile.Read(ref demand);

    public Bell Grown { get; } = new();

    private Func<double> Share { get; }

    public async Task RunAsync(CancellationToken stopping)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        List<Task> loops = [Database.RunAsync(scopes.LookAsync, both.Token), Broker.RunAsync(both.Token), messages.RunAsync(both.Token), BeatAsync(both.Token)];
        await Task.WhenAny(loops);
        await both.CancelAsync();
        await Task.WhenAll(loops);
    }

    public async Task MeasureAsync(CancellationToken cancellation)
    {
        await GoOnAsync(cancellation);
        await CountAsync(cancellation);
    }

    public async Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation)
    {
        var seeds = batch.Found.Where(found => found.Depth < 0).SelectMany(found => found.Urls).Where(CanonicalUrl.IsCanonical).ToList();
        if (seeds.Count > 0)
        {
            await orders.OpenAsync(seeds, cancellation);
        }

        var found = batch.Found.Where(found => found.Depth >= 0)
            .SelectMany(found => found.Urls.Select(url => new FoundUrl(url, Math.Min(found.Depth, ushort.MaxValue) + 1, 0, FoundBy.Link)));
        var (news, hosts) = await links.AddAsync(seeds.Select(seed => new FoundUrl(seed, 0, 0, FoundBy.Seed)).Concat(found), cancellation);
        if (news > 0)
        {
            Volatile.Write(ref figures, Figures with { Waiting = Figures.Waiting + news });
        }

        await messages.SendAsync(hosts, cancellation);
        if (news > 0)
        {
            Grown.Ring();
        }

        return new LinkAnswer(1, news);
    }

    public async Task<bool> IsWholeAsync(CancellationToken cancellation)
    {
        await Database.UseAsync(LookAsync, cancellation);
        return scopes.Known.IsWhole;
    }

    public Task SetWholeAsync(CancellationToken cancellation) => orders.SetWholeAsync(cancellation);

    /// <summary>All APIs read them from the database.</summary>
    public Task<OrderCopies> OrdersAsync(string known, CancellationToken cancellation) => Task.FromResult(new OrderCopies(1, known, [], []));

    /// <summary>See <see cref="OrdersAsync"/>.</summary>
    public Task<int> MergeAsync(OrderCopies copies, CancellationToken cancellation) => Task.FromResult(0);

    public async Task<int> RestoreAsync(IReadOnlyList<KeptPage> pages, CancellationToken cancellation)
    {
        await Database.UseAsync(LookAsync, cancellation);
        if (scopes.Known is { IsWhole: false } state && state.Quiet == DateTimeOffset.UnixEpoch)
        {
            await orders.QuietAsync(time.GetUtcNow() + options.LeaseLength + HostLease.Grace, cancellation);
            await Database.UseAsync(LookAsync, cancellation);
        }

        await orders.OpenAsync([.. pages.Where(page => page.Depth == 0 && scopes.Known.Scopes.Find(Scope.Of(page.Url)) is null).Select(page => page.Url)], cancellation);
        await links.AddAsync(pages.Select(page => new FoundUrl(page.Url, page.Depth, 0, FoundBy.Page)), cancellation);
        return await orders.VisitedAsync(pages, cancellation);
    }

    public Task<int> AskAgainAsync(CancellationToken cancellation) => orders.AskAgainAsync(null, cancellation);

    public Task<int> AskAgainAsync(IReadOnlyList<string> urls, CancellationToken cancellation) => orders.AskAgainAsync(urls, cancellation);

    public Task<(IReadOnlyList<string> Urls, long Next)> VisitedAsync(long from, int most, CancellationToken cancellation) => orders.VisitedAsync(from, most, cancellation);

    public async Task<FrontierView> LookAsync(string host, int most, CancellationToken cancellation)
    {
        await MeasureAsync(cancellation);
        var view = new SharedView(options.Genes(), scopes.Known.Scopes, time.GetUtcNow());
        var longest = view.Longest(await rows.WaitingAsync(host, cancellation));
        var counts = await rows.CountAsync([.. longest.Take(most).Select(one => one.Host)], cancellation);
        return view.Of(Figures, Demand, await rows.BytesAsync(cancellation), longest, counts, most) with { Dead = await Broker.DeadAsync(cancellation) ?? 0 };
    }

    public Task<ScopeReceipt?> OrderAsync(ScopeAction action, string canonicalUrl, CancellationToken cancellation) => orders.OrderAsync(Scopes.After(action), Scope.Of(canonicalUrl).Prefix, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    // What time alone changes.
    private async Task GoOnAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await rows.PromoteAsync(now, cancellation);
        await EndLeasesAsync(lease => lease.IsOver(now), cancellation);
        await messages.BalanceAsync(cancellation);
    }

    private async Task CountAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref figures, await rows.FiguresAsync(cancellation));
        var genes = options.Genes();
        var work = (await rows.AtWorkAsync(cancellation))
            .Select(host => new CrawlWork(host.Manners.IsGivenUp ? 0 : host.Ready + host.Taken, host.Lease is not null, FrontierOptions.DelayOf(genes, host.Name, host.Manners), host.Manners.Answer));
        Volatile.Write(ref demand, CrawlWork.Demand(work, genes.Horizon, genes.Pace));
    }

    private async Task<bool> LookAsync(Npgsql.NpgsqlConnection connection, CancellationToken cancellation)
    {
        await scopes.LookAsync(connection, cancellation);
        return true;
    }

    private async Task BeatAsync(CancellationToken stopping)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var (counted, took) = (time.GetTimestamp(), TimeSpan.Zero);
        do
        {
            await TryAsync(() => messages.AuditAsync(stopping));
            await TryAsync(() => GoOnAsync(stopping));

            // All hosts are looked at: of many, less often.
            if (time.GetElapsedTime(counted) >= took * RestAfterCount)
            {
                counted = time.GetTimestamp();
                await TryAsync(() => CountAsync(stopping));
                took = time.GetElapsedTime(counted);
            }
        }
        while (await second.WaitForNextTickAsync(stopping));
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (IOException)
        {
            // Database or broker are away: the signs show it, and the next beat tries again.
        }
    }
}
