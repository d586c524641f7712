using System.Diagnostics;
using System.Globalization;
using Cell.Genome;
using Cell.Pages;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>Run by scripts/bench frontier: one API's frontier on a RabbitMQ and a PostgreSQL of this box.</summary>
[Explicit("a bench"), Category("Long")]
internal sealed class SharedFrontierBench
{
    private const int Callers = 16;
    private const int PagesTogether = 50;
    private const int LinksOfAPage = 30;
    private const int Hosts = 1_000;
    private const int Urls = 300_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly CrawlerGenes Genes = TestGenes.Of("""{ "organism": { "name": "bench" }, "crawler": { "delay": "0s", "urlsPerHost": 1000000 } }""").Crawler;

    [Test]
    public async Task Measure()
    {
        PostgresServer.RequirePrograms();
        RabbitServer.RequirePrograms();
        var schema = TestPostgres.SchemaOf(Guid.NewGuid().ToString());
        await using var frontier = new SharedFrontier(
            PostgresServer.Shared.Access(schema), RabbitServer.Shared.Access(schema, Partitions.Count), "bench", "api", new FrontierOptions(() => Genes), () => Enumerable.Range(0, Partitions.Count).ToHashSet(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => frontier.RunAsync(stop.Token));
        Assert.That(SpinWait.SpinUntil(() => frontier.Broker.Silence is null, Patience), Is.True, $"the broker does not answer: {frontier.Broker.Silence}");
        await AddAsync(frontier, [.. Enumerable.Range(0, Hosts).Select(host => new FoundLinks(-1, [Url(host, 0)]))]);

        var clock = Stopwatch.StartNew();
        await AllAsync(Urls / PagesTogether / LinksOfAPage, batch => AddAsync(frontier, Batch(batch)));
        Sample("new_urls_per_second", Urls / clock.Elapsed.TotalSeconds);
        clock.Restart();
        await AllAsync(Urls / PagesTogether / LinksOfAPage, batch => AddAsync(frontier, Batch(batch)));
        Sample("known_links_per_second", Urls / clock.Elapsed.TotalSeconds);
        clock.Restart();
        Sample("leased_and_settled_per_second", await WorkAsync(frontier, Urls / 5) / clock.Elapsed.TotalSeconds);
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Task<LinkAnswer> AddAsync(SharedFrontier frontier, FoundLinks[] found) => frontier.AddAsync(new LinkBatch(1, found), CancellationToken.None);

    private static FoundLinks[] Batch(int batch) => [.. Enumerable.Range(batch * PagesTogether, PagesTogether).Select(page =>
        new FoundLinks(3, [.. Enumerable.Range((page / Hosts * LinksOfAPage) + 1, LinksOfAPage).Select(link => Url(page % Hosts, link))]))];

    private static string Url(int host, int page) =>
        page == 0 ? $"https://host{host}.example.org/docs/" : $"https://host{host}.example.org/docs/section-{page % 17}/an-article-of-some-length-{page}.html";

    private static async Task<long> WorkAsync(SharedFrontier frontier, int urls)
    {
        var done = 0L;
        await Task.WhenAll(Enumerable.Range(1, Callers).Select(number => Task.Run(async () =>
        {
            while (Interlocked.Read(ref done) < urls)
            {
                if (await TestFrontier.LeaseFromAsync(frontier, number) is { } lease)
                {
                    var outcomes = lease.Urls.Select(url => new UrlOutcome(url.Url, UrlState.Fetched, "", []) { Version = new PageVersion(new string('a', 64), "", "") });
                    await frontier.SettleAsync(new Settlement(1, TestFrontier.Crawler(number), lease.Host, lease.Fence, true, [.. outcomes]), CancellationToken.None);
                    Interlocked.Add(ref done, lease.Urls.Count);
                }
                else
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
                }
            }
        })));
        return done;
    }

    private static Task AllAsync(int count, Func<int, Task> work) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (number, _) => await work(number));

    private static void Sample(string metric, double value)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"rabbitmq {metric} {value:0.##}\n");
        TestContext.Progress.Write(line);
        if (Environment.GetEnvironmentVariable("CELL_BENCH_SAMPLES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line);
        }
    }
}
