using System.Diagnostics;
using System.Globalization;
using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>Run by scripts/bench frontier, each test in a process of its own: writes "contestant metric value" lines to the file that CELL_BENCH_SAMPLES names.
/// The frontier lies in the folder that CELL_BENCH_FOLDER names.</summary>
[Explicit("a bench"), Category("Long")]
internal sealed class FrontierBench
{
    private const int Callers = 16;
    private const int PagesTogether = 50;
    private const int LinksOfAPage = 30;

    private static readonly string Folder = Environment.GetEnvironmentVariable("CELL_BENCH_FOLDER") ?? Path.Combine(Path.GetTempPath(), "cell-bench-frontier");
    private static readonly int Urls = Number("CELL_BENCH_URLS", 10_000_000);
    private static readonly int Hosts = Number("CELL_BENCH_HOSTS", 100_000);
    private static readonly CrawlerGenes Genes = TestGenes.Of("""{ "organism": { "name": "bench" }, "crawler": { "delay": "0s" } }""").Crawler;

    [Test]
    public async Task Fill()
    {
        await using var frontier = Open();
        await frontier.MeasureAsync(CancellationToken.None);
        await SeedAsync(frontier);

        var clock = Stopwatch.StartNew();
        await AllAsync(Urls / PagesTogether / LinksOfAPage, batch => frontier.AddAsync(Batch(batch), CancellationToken.None));
        Sample("known", frontier.Figures.Known);
        Sample("new_urls_per_second", frontier.Figures.Known / clock.Elapsed.TotalSeconds);
        Sample("resident_mb", Resident());
        Sample("disk_mb", Megabytes());

        clock.Restart();
        await AllAsync(Urls / PagesTogether / LinksOfAPage / 10, batch => frontier.AddAsync(Batch(batch), CancellationToken.None));
        Sample("known_links_per_second", Urls / 10 / clock.Elapsed.TotalSeconds);

        clock.Restart();
        var turns = await WorkAsync(frontier, Urls / 10);
        Sample("leased_and_settled_per_second", turns.Urls / clock.Elapsed.TotalSeconds);
        Sample("leases_of_one_host_most", turns.Most);
        Sample("leases_of_one_host_least", turns.Least);
    }

    [Test]
    public async Task Start()
    {
        var clock = Stopwatch.StartNew();
        await using var again = Open();
        await again.MeasureAsync(CancellationToken.None);
        Sample("start_seconds", clock.Elapsed.TotalSeconds);
        Sample("resident_after_start_mb", Resident());
        Sample("known_after_start", again.Figures.Known);
        clock.Restart();
        await again.MeasureAsync(CancellationToken.None);
        Sample("demand_milliseconds", clock.Elapsed.TotalMilliseconds);
    }

    private static EmbeddedFrontier Open() => new(Folder, new FrontierOptions(() => Genes), TimeProvider.System);

    private static async Task SeedAsync(EmbeddedFrontier frontier)
    {
        foreach (var some in Enumerable.Range(0, Hosts).Chunk(1000))
        {
            await frontier.AddAsync(new LinkBatch(1, [new FoundLinks(-1, [.. some.Select(host => Url(host, 0))])]), CancellationToken.None);
        }
    }

    // As the pages of a site link: most within it, each page to the next ones.
    private static LinkBatch Batch(int batch) => new(1, [.. Enumerable.Range(0, PagesTogether).Select(page =>
    {
        var number = (batch * PagesTogether) + page;
        var host = number % Hosts;
        var first = (number / Hosts * LinksOfAPage) + 1;
        return new FoundLinks(3, [.. Enumerable.Range(first, LinksOfAPage).Select(link => Url(host, link))]);
    })]);

    private static string Url(int host, int page) =>
        page == 0 ? $"https://host{host}.example.org/docs/" : $"https://host{host}.example.org/docs/section-{page % 17}/an-article-of-some-length-{page}.html";

    private static async Task<(long Urls, int Most, int Least)> WorkAsync(EmbeddedFrontier frontier, int urls)
    {
        var done = 0L;
        var leases = new int[Hosts];
        await Task.WhenAll(Enumerable.Range(1, Callers).Select(number => Task.Run(async () =>
        {
            while (Interlocked.Read(ref done) < urls && await TestFrontier.LeaseFromAsync(frontier, number) is { } lease)
            {
                Interlocked.Increment(ref leases[int.Parse(lease.Host.AsSpan(4, lease.Host.IndexOf('.', StringComparison.Ordinal) - 4), CultureInfo.InvariantCulture)]);
                var outcomes = lease.Urls.Select(url => new UrlOutcome(url.Url, UrlState.Fetched, "", []) { Version = new PageVersion(new string('a', 64), "\"6500-5f1c\"", "Thu, 01 Jan 2026 00:00:00 GMT") });
                await frontier.SettleAsync(new Settlement(1, TestFrontier.Crawler(number), lease.Host, lease.Fence, true, [.. outcomes]), CancellationToken.None);
                Interlocked.Add(ref done, lease.Urls.Count);
            }
        })));
        return (done, leases.Max(), leases.Min());
    }

    private static Task AllAsync(int count, Func<int, Task> work) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (number, _) => await work(number));

    private static double Resident()
    {
        GC.Collect();
        return Environment.WorkingSet / 1048576.0;
    }

    private static double Megabytes() => Directory.EnumerateFiles(Folder).Sum(file => new FileInfo(file).Length) / 1048576.0;

    private static int Number(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void Sample(string metric, double value)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"frontier {metric} {value:0.##}\n");
        TestContext.Progress.Write(line);
        if (Environment.GetEnvironmentVariable("CELL_BENCH_SAMPLES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line);
        }
    }
}
