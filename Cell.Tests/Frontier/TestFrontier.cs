using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>A frontier of its own, on a clock that stands.</summary>
internal sealed class TestFrontier : IAsyncDisposable
{
    public const int MaxDepth = 10;
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly TestFolder folder = new();
    private readonly IFrontierKind kind;

    /// <summary>What the frontier lives by; may be changed between two calls.</summary>
    public CrawlerGenes Genes { get; set; } = GenesOf("");

    /// <summary>As cell.json would have it: <c>"pace": 3</c>.</summary>
    public void Set(string crawler) => Genes = GenesOf($", {crawler}");

    public TestFrontier()
        : this(new TestClock())
    {
    }

    public TestFrontier(TestClock clock)
        : this(clock, new EmbeddedKind())
    {
    }

    public TestFrontier(TestClock clock, IFrontierKind kind)
    {
        (Clock, this.kind) = (clock, kind);
        Queue = Open();
    }

    public TestClock Clock { get; }

    /// <summary>Whether it is the one that leases.</summary>
    public FrontierSeat Seat { get; set; } = FrontierSeat.Only;

    /// <summary>Crawlers may hold leases of one that was lost with its folder.</summary>
    public bool MayHaveHadAnother { get; set; }

    public IOwnFrontier Queue { get; private set; }

    public static CellId Crawler(int number) => new(new Guid(number, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]));

    public async Task<int> SeedAsync(params string[] urls) => (await Queue.AddAsync(new LinkBatch(1, [new FoundLinks(-1, urls)]), CancellationToken.None)).New;

    /// <summary>Links of a page so deep.</summary>
    public async Task<int> LinksAsync(int depth, params string[] urls) => (await Queue.AddAsync(new LinkBatch(1, [new FoundLinks(depth, urls)]), CancellationToken.None)).New;

    public Task<LeaseAnswer> AskAsync(int crawler) => AskAsync(crawler, 1);

    public Task<LeaseAnswer> AskAsync(int crawler, long incarnation) => AskAsync(new LeaseRequest(1, Crawler(crawler), incarnation, 100));

    /// <summary>What it counts, when it has come to rest.</summary>
    public async Task<FrontierFigures> FiguresAsync()
    {
        await kind.RestAsync(Queue);
        return Queue.Figures;
    }

    public static async Task<Lease?> LeaseFromAsync(IFrontier frontier, int crawler) =>
        (await frontier.LeaseAsync(new LeaseRequest(1, Crawler(crawler), 1, 100), CancellationToken.None)).Lease;

    public async Task<Lease?> LeaseAsync(int crawler) => (await AskAsync(crawler)).Lease;

    public async Task<Lease?> LeaseAsync(int crawler, int urls) => (await AskAsync(new LeaseRequest(1, Crawler(crawler), 1, urls))).Lease;

    /// <summary>Moves the clock on, half a second or a thirtieth of what it went at a time, until there is one.</summary>
    public async Task<Lease> LeaseWhenDueAsync(int crawler)
    {
        var went = TimeSpan.Zero;
        while (went < TimeSpan.FromSeconds(5000))
        {
            if (await LeaseAsync(crawler) is { } lease)
            {
                return lease;
            }

            var step = TimeSpan.FromSeconds(Math.Max(0.5, went.TotalSeconds / 30));
            Clock.Advance(step);
            went += step;
        }

        throw new InvalidOperationException("Nothing came due within 5,000 s.");
    }

    /// <summary>What became of the lease's first URL.</summary>
    public static UrlOutcome Outcome(Lease lease, UrlState state, params string[] found) => new(lease.Urls[0].Url, state, "", found);

    public Task<SettleAnswer> SettleAsync(int crawler, Lease lease, bool done, params UrlOutcome[] outcomes) =>
        Queue.SettleAsync(new Settlement(1, Crawler(crawler), lease.Host, lease.Fence, done, outcomes), CancellationToken.None);

    /// <summary>Gives the lease back with news of its host.</summary>
    public Task<SettleAnswer> TellAsync(int crawler, Lease lease, HostNews news, params UrlOutcome[] outcomes) =>
        Queue.SettleAsync(new Settlement(1, Crawler(crawler), lease.Host, lease.Fence, true, outcomes) { News = news }, CancellationToken.None);

    public async Task<HostView> LookAsync(string host) => (await Queue.LookAsync(host, 1, CancellationToken.None)).Slowest.Single();

    public Task<ScopeReceipt?> OrderAsync(ScopeAction action, string url) => Queue.OrderAsync(action, url, CancellationToken.None);

    public async Task RestartAsync()
    {
        await kind.CloseAsync(Queue);
        Queue = Open();
        await kind.RestAsync(Queue);
    }

    public async ValueTask DisposeAsync()
    {
        await kind.CloseAsync(Queue);
        folder.Dispose();
    }

    private static CrawlerGenes GenesOf(string more) =>
        TestGenes.Of($$"""{ "organism": { "name": "test" }, "crawler": { "maxDepth": 10{{more}} } }""").Crawler;

    private async Task<LeaseAnswer> AskAsync(LeaseRequest request)
    {
        await kind.RestAsync(Queue);
        return await Queue.LeaseAsync(request, CancellationToken.None);
    }

    private IOwnFrontier Open() => kind.Open(folder.At("frontier"), new FrontierOptions(() => Genes) { Seat = () => Seat, MayHaveHadAnother = () => MayHaveHadAnother }, Clock);
}
