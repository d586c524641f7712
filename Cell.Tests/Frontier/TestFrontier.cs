using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>A frontier in a folder of its own, on a clock that stands.</summary>
internal sealed class TestFrontier : IAsyncDisposable
{
    public const int MaxDepth = 10;
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly TestFolder folder = new();

    /// <summary>What the frontier lives by; may be changed between two calls.</summary>
    public CrawlerGenes Genes { get; set; } = GenesOf("");

    /// <summary>As cell.json would have it: <c>"pace": 3</c>.</summary>
    public void Set(string crawler) => Genes = GenesOf($", {crawler}");

    public TestFrontier()
        : this(new TestClock())
    {
    }

    public TestFrontier(TestClock clock)
    {
        Clock = clock;
        Queue = Open();
    }

    public TestClock Clock { get; }

    /// <summary>Whether it is the one that leases.</summary>
    public FrontierSeat Seat { get; set; } = FrontierSeat.Only;

    public EmbeddedFrontier Queue { get; private set; }

    public static CellId Crawler(int number) => new(new Guid(number, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]));

    public async Task<int> SeedAsync(params string[] urls) => (await Queue.AddAsync(new LinkBatch(1, [new FoundLinks(-1, urls)]), CancellationToken.None)).New;

    /// <summary>Links of a page so deep.</summary>
    public async Task<int> LinksAsync(int depth, params string[] urls) => (await Queue.AddAsync(new LinkBatch(1, [new FoundLinks(depth, urls)]), CancellationToken.None)).New;

    public Task<LeaseAnswer> AskAsync(int crawler) => AskAsync(crawler, 1);

    public Task<LeaseAnswer> AskAsync(int crawler, long incarnation) => Queue.LeaseAsync(new LeaseRequest(1, Crawler(crawler), incarnation, 100), CancellationToken.None);

    public static async Task<Lease?> LeaseFromAsync(IFrontier frontier, int crawler) =>
        (await frontier.LeaseAsync(new LeaseRequest(1, Crawler(crawler), 1, 100), CancellationToken.None)).Lease;

    public async Task<Lease?> LeaseAsync(int crawler) => (await AskAsync(crawler)).Lease;

    public async Task<Lease?> LeaseAsync(int crawler, int urls) => (await Queue.LeaseAsync(new LeaseRequest(1, Crawler(crawler), 1, urls), CancellationToken.None)).Lease;

    /// <summary>Moves the clock on, half a second at a time, until there is one.</summary>
    public async Task<Lease> LeaseWhenDueAsync(int crawler)
    {
        for (var step = 0; step < 10_000; step++)
        {
            if (await LeaseAsync(crawler) is { } lease)
            {
                return lease;
            }

            Clock.Advance(TimeSpan.FromSeconds(0.5));
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
        await Queue.DisposeAsync();
        Queue = Open();
        await Queue.MeasureAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        folder.Dispose();
    }

    private static CrawlerGenes GenesOf(string more) =>
        TestGenes.Of($$"""{ "organism": { "name": "test" }, "crawler": { "maxDepth": 10{{more}} } }""").Crawler;

    private EmbeddedFrontier Open() => new(folder.At("frontier"), new FrontierOptions(() => Genes) { Seat = () => Seat }, Clock);
}
