using System.Collections.Concurrent;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>One lease and its holder, before a site that notes when it was asked.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostVisitTests : IFrontier, IPageSink
{
    private const int DelayMs = 60;

    private readonly ConcurrentQueue<TimeSpan> asked = new();
    private readonly TaskCompletionSource<Settlement> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan onTheWay;
    private int lastsMs = 30_000;
    private Lease? lease;

    public async Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation)
    {
        await Task.Delay(onTheWay, TimeProvider.System, cancellation);
        return new LeaseAnswer(1, Interlocked.Exchange(ref lease, null), 1000, false);
    }

    public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation)
    {
        if (settlement.Done)
        {
            done.TrySetResult(settlement);
        }

        return Task.FromResult(new SettleAnswer(1, true));
    }

    public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation) => throw new NotSupportedException("A crawler adds no links.");

    public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation) => Task.FromResult(new PageReceipt(1, batch.Pages.Count));

    [Test]
    public async Task Whatever_a_host_is_asked_for_keeps_the_delay()
    {
        await using var site = await StartAsync("Sitemap: {0}/lost.xml\nSitemap: {0}/map.xml");
        await VisitAsync(site, "/1", "/refused", "/lost", "/failing", "/picture", "/2");
        Assert.That(site.Asked, Is.EqualTo(new[] { "/robots.txt", "/lost.xml", "/map.xml", "/1", "/refused", "/lost", "/failing", "/picture", "/2" }));
        Assert.That(asked.Zip(asked.Skip(1), (one, next) => (next - one).TotalMilliseconds), Has.All.GreaterThanOrEqualTo(DelayMs - 1));
    }

    [Test]
    public async Task What_robots_txt_asks_for_holds_from_robots_txt_on()
    {
        await using var site = await StartAsync("Crawl-delay: 0.2");
        await VisitAsync(site, "/1");
        Assert.That(asked.Last() - asked.First(), Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(199)));
    }

    [Test]
    public async Task A_lease_counts_from_when_it_was_asked_for()
    {
        // A request's timeout of a second and a second of margin come off: it may ask for half a second.
        lastsMs = 2500;
        onTheWay = TimeSpan.FromMilliseconds(600);
        await using var site = await StartAsync("");
        var settlement = await VisitAsync(site, "/1");
        Assert.That(site.Asked, Is.Empty, "it was too old when it came");
        Assert.That(settlement.Outcomes, Is.Empty, "nothing became of the URL");
    }

    private async Task<Settlement> VisitAsync(TestSite site, params string[] paths)
    {
        var host = CanonicalUrl.HostOf(site.Origin + "/");
        lease = new Lease(host, 1, 0, DelayMs, lastsMs, "", [.. paths.Select(path => new LeasedUrl(site.Origin + path, 1))]);
        using var stopping = new CancellationTokenSource();
        using var crawler = new Crawler(
            new CrawlPorts(CellId.New(TimeProvider.System), 1, this, _ => this, () => TestCrawl.Genes), new CrawlFigures(TimeProvider.System), new Concurrency(() => TestCrawl.Genes.Crawler.Concurrency, () => null, TimeProvider.System), TimeProvider.System, NullLogger<Crawler>.Instance);
        var crawling = crawler.RunAsync(stopping.Token);
        var settlement = await done.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await stopping.CancelAsync();
        await crawling;
        return settlement;
    }

    private Task<TestSite> StartAsync(string robots) => TestSite.StartAsync(context =>
    {
        asked.Enqueue(TimeProvider.System.GetElapsedTime(0));
        switch (context.Request.Path.Value)
        {
            case "/robots.txt":
                return TestCrawl.SendAsync(context, "text/plain", $"User-agent: *\n{robots.Replace("{0}", $"http://{context.Request.Host}", StringComparison.Ordinal)}\n");
            case "/map.xml":
                return TestCrawl.SendAsync(context, "text/xml", "<urlset></urlset>");
            case "/picture":
                return TestCrawl.SendAsync(context, "image/png", "no page");
            case "/lost" or "/lost.xml" or "/refused" or "/failing":
                context.Response.StatusCode = context.Request.Path.Value switch { "/refused" => 403, "/failing" => 500, _ => 404 };
                return Task.CompletedTask;
            default:
                return TestCrawl.SendAsync(context, "text/html", "<p>words");
        }
    });
}
