using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cell.Frontier;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>The crawler between a real frontier and a page sink, before sites that mean it ill.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostileSiteTests : IPageSink, IDisposable
{
    private const int MostUrls = 300;
    private const long MostMemory = 150L << 20;
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(30);

    private static readonly Genes Genes = TestGenes.Of($$"""
        {
          "organism": { "name": "test", "contact": "mailto:crawler@example.org" },
          "crawler": { "timeout": "1s", "delay": "0s", "addressDelay": "0s", "maxBytes": "2MiB", "maxDepth": 100, "urlsPerHost": {{MostUrls}}, "allow": ["127.0.0.0/8"] }
        }
        """);

    private readonly TestFolder folder = new();
    private readonly ConcurrentDictionary<string, CrawledPage> pages = new();
    private EmbeddedFrontier? frontier;

    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        Assert.That(batch.Pages.Select(PageBounds.Broken), Has.All.Null);
        foreach (var page in batch.Pages)
        {
            pages[page.Url] = page;
        }

        await frontier!.AddAsync(new LinkBatch(1, [.. batch.Pages.Select(page => new FoundLinks(page.Depth, [.. page.Links.Select(link => link.Url)]))]), cancellation); // opened at first
        return new PageReceipt(1, batch.Pages.Count);
    }

    public void Dispose() => folder.Dispose();

    [Test, Category("Invariant 11")]
    public async Task The_sane_part_of_a_hostile_site_is_crawled_whole_in_time_and_in_bounded_memory()
    {
        await using var site = await HostileSite.StartAsync();
        using var silent = HostileSite.StartRaw(IPAddress.Parse("127.0.0.2"), null);
        using var garbled = HostileSite.StartRaw(IPAddress.Parse("127.0.0.3"), Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999999999999\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"));
        await using var queue = frontier = new EmbeddedFrontier(folder.At("frontier"), new FrontierOptions(() => Genes.Crawler), TimeProvider.System);
        string[] seeds = [site.Origin + "/", $"http://{silent.LocalEndpoint}/", $"https://{silent.LocalEndpoint}/tls", $"http://{garbled.LocalEndpoint}/", $"https://{garbled.LocalEndpoint}/tls"];
        await queue.AddAsync(new LinkBatch(1, [new FoundLinks(-1, seeds)]), CancellationToken.None);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var stopping = new CancellationTokenSource();
        using var crawler = new Crawler(
            new CrawlPorts(CellId.New(TimeProvider.System), 1, queue, _ => this, () => Genes), new CrawlFigures(TimeProvider.System), new Concurrency(() => Genes.Crawler.Concurrency, () => null, TimeProvider.System), TimeProvider.System, NullLogger<Crawler>.Instance);
        var crawling = crawler.RunAsync(stopping.Token);
        await Eventually.IsTrueAsync(
            () =>
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
                return pages.Keys.Count(url => url.Contains("/sane/", StringComparison.Ordinal)) == HostileSite.Sane && site.Asked.Contains("/wide");
            },
            InTime,
            "not all sane pages came");
        await stopping.CancelAsync();
        await crawling;
        Assert.That(site.Asked.Distinct().Count(), Is.LessThanOrEqualTo(MostUrls + 10), "endless links have an end");
        Assert.That(site.Asked, Has.No.Member("/forbidden"), "what a robots.txt of ten gigabytes says at its start is obeyed");
        Assert.That(most, Is.LessThan(MostMemory));
    }
}
