using Cell.Crawling;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cell;

/// <summary>The crawler role as the cell runs it, between a frontier and a page sink that only remember what was seen.</summary>
internal sealed class RoleAlone(string seed) : IFrontier, IPageSink
{
    private readonly Lock gate = new();
    private readonly Scope scope = Scope.Of(seed);
    private readonly HashSet<string> seen = [seed];
    private readonly Queue<string> waiting = new([seed]);
    private readonly TaskCompletionSource dry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool leased;
    private long fence;
    private int pages;

    public static async Task<int> CrawlAsync(string url)
    {
        var genes = GenesReader.Read("""
            { "organism": { "name": "bench", "contact": "mailto:bench@cell.invalid" }, "crawler": { "delay": "0s", "concurrency": 16, "allow": ["127.0.0.0/8"] } }
            """).Genes!; // valid: the bench would show
        var alone = new RoleAlone(CanonicalUrl.Of(url, null) ?? throw new ArgumentException($"{url} is no URL."));
        using var stopping = new CancellationTokenSource();
        using var crawler = new Crawler(
            new CrawlPorts(CellId.New(TimeProvider.System), 1, alone, _ => alone, () => genes), new CrawlFigures(TimeProvider.System), new Concurrency(() => genes.Crawler.Concurrency, () => null, TimeProvider.System), TimeProvider.System, NullLogger<Crawler>.Instance);
        var running = crawler.RunAsync(stopping.Token);
        await Task.WhenAny(alone.dry.Task, running);
        await stopping.CancelAsync();
        await running;
        return alone.pages;
    }

    public Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (leased || waiting.Count == 0)
            {
                return Task.FromResult(new LeaseAnswer(1, null, 2, waiting.Count == 0 && !leased));
            }

            var urls = new List<LeasedUrl>();
            while (urls.Count < request.Urls && waiting.TryDequeue(out var url))
            {
                urls.Add(new LeasedUrl(url, 1));
            }

            leased = true;
            return Task.FromResult(new LeaseAnswer(1, new Lease(CanonicalUrl.HostOf(seed), ++fence, 0, 0, 60_000, "", urls), 0, false));
        }
    }

    public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation)
    {
        lock (gate)
        {
            leased &= !settlement.Done;
            if (!leased && waiting.Count == 0)
            {
                dry.TrySetResult();
            }
        }

        return Task.FromResult(new SettleAnswer(1, true));
    }

    public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation) => Task.FromResult(new LinkAnswer(1, 0));

    public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        lock (gate)
        {
            pages += batch.Pages.Count;
            foreach (var link in batch.Pages.SelectMany(page => page.Links).Where(link => !link.NoFollow && scope.Holds(link.Url) && seen.Add(link.Url)))
            {
                waiting.Enqueue(link.Url);
            }
        }

        return Task.FromResult(new PageReceipt(1, batch.Pages.Count));
    }
}
