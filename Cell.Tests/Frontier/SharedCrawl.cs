using System.Collections.Concurrent;
using Cell.Genome;
using Cell.Pages;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>A crawl without a network: two APIs share a frontier, crawlers ask either, and each page of a host has links to two more.</summary>
internal sealed class SharedCrawl : IAsyncDisposable
{
    private const int Queues = 4;
    private const int Crawlers = 4;
    private const int Hosts = 12;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    private readonly string schema = TestPostgres.SchemaOf(Guid.NewGuid().ToString());
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<string, int> held = new();
    private readonly ConcurrentDictionary<string, int> visits = new();
    private readonly ConcurrentQueue<string> offences = new();
    private readonly ConcurrentQueue<string> refusals = new();
    private readonly List<Api> apis;
    private readonly List<Task> crawlers = [];
    private readonly CrawlerGenes genes = TestGenes.Of("""{ "organism": { "name": "test" }, "crawler": { "delay": "0s", "revisitMost": "0s" } }""").Crawler;
    private readonly int pages;
    private int late;

    public SharedCrawl(RabbitServer broker, int pages)
    {
        this.pages = pages;
        apis = [.. Enumerable.Range(0, 2).Select(number => new Api(Open(broker, number), number))];
    }

    public int Visited => visits.Count;

    public IReadOnlyCollection<string> Offences => offences;

    public string LastRefusal => refusals.LastOrDefault() ?? "";

    public SharedFrontier First => apis[0].Frontier;

    /// <summary>How often a page was visited that was visited before: its lease was lost.</summary>
    public int Again => visits.Values.Sum() - visits.Count;

    public async Task BeginAsync()
    {
        apis.ForEach(api => api.Begin());
        await Eventually.IsTrueAsync("seeds taken", TimeSpan.FromSeconds(30), async () =>
        {
            try
            {
                await First.AddAsync(new LinkBatch(1, [new FoundLinks(-1, [.. Enumerable.Range(0, Hosts).Select(host => Url(host, 0))])]), CancellationToken.None);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });
        crawlers.AddRange(Enumerable.Range(0, Crawlers).Select(number => Task.Run(() => CrawlAsync(number + 1))));
    }

    /// <summary>A host that nobody knew, with one page: it needs a message.</summary>
    public async Task<bool> TakesAHostAsync()
    {
        try
        {
            await First.AddAsync(new LinkBatch(1, [new FoundLinks(-1, [$"http://late{late++}.test/{pages}"])]), CancellationToken.None);
            return true;
        }
        catch (IOException fault)
        {
            refusals.Enqueue(fault.Message);
            return false;
        }
    }

    public Task MoreAsync(int more, string when)
    {
        var wanted = Math.Min(Visited + (long)more, All);
        return Eventually.IsTrueAsync(() => Visited >= wanted, TimeSpan.FromSeconds(60), $"pages were not visited {when}: {Visited} of {All}; {LastRefusal}; {string.Join("; ", offences)}");
    }

    public async Task AllAsync()
    {
        await MoreAsync(int.MaxValue / 2, "to the end");
        await Eventually.IsTrueAsync("rest", TimeSpan.FromSeconds(30), async () =>
            (await First.LeaseAsync(new LeaseRequest(1, TestFrontier.Crawler(99), 1, 1), CancellationToken.None)).Dry);
        Assert.That(offences, Is.Empty);
        await First.MeasureAsync(CancellationToken.None);
        Assert.That(First.Figures, Is.EqualTo(new FrontierFigures(All, 0, Hosts + late, 0)));
    }

    /// <summary>As the process of an API that ends: its connections close, its leases stand.</summary>
    public Task EndAsync(int api) => apis[api].EndAsync();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(crawlers);
        foreach (var api in apis)
        {
            await api.EndAsync();
        }

        ending.Dispose();
    }

    private int All => (Hosts * pages) + late;

    private SharedFrontier Open(RabbitServer broker, int number) => new(
        PostgresServer.Shared.Access(schema), broker.Access(schema, Queues), "test", $"api{number}", new FrontierOptions(() => genes), () => Wanted(number), TimeProvider.System);

    // What another one leaves is taken over, as the roster would have it.
    private HashSet<int> Wanted(int number) => Enumerable.Range(0, Queues).Where(queue => apis is null || apis[1 - number].IsOver || queue % 2 == number).ToHashSet();

    private static string Url(int host, int page) => $"http://{host}.test/{page}";

    private async Task CrawlAsync(int number)
    {
        while (!ending.IsCancellationRequested)
        {
            var alive = apis.Where(api => !api.IsOver).ToList();
            var api = alive[Random.Shared.Next(alive.Count)].Frontier;
            try
            {
                if ((await api.LeaseAsync(new LeaseRequest(1, TestFrontier.Crawler(number), 1, 5), CancellationToken.None)).Lease is { } lease)
                {
                    await VisitAsync(api, lease, number);
                }
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException)
            {
                refusals.Enqueue(fault.Message);
            }

            await Task.Delay(Work, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task VisitAsync(SharedFrontier api, Lease lease, int number)
    {
        if (!held.TryAdd(lease.Host, number))
        {
            offences.Enqueue($"{lease.Host} was leased to {number} while {held.GetValueOrDefault(lease.Host)} had it");
        }

        await Task.Delay(Work, TimeProvider.System, CancellationToken.None);
        foreach (var url in lease.Urls)
        {
            visits.AddOrUpdate(url.Url, 1, (_, times) => times + 1);
        }

        // Its links are taken first, as an API's page log would have them: again and again until they are.
        var links = lease.Urls.SelectMany(url => Links(lease.Host, url.Url)).ToList();
        await InsistAsync(other => other.AddAsync(new LinkBatch(1, [new FoundLinks(1, links)]), CancellationToken.None), api);
        held.TryRemove(lease.Host, out _);
        await InsistAsync(
            other => other.SettleAsync(new Settlement(1, TestFrontier.Crawler(number), lease.Host, lease.Fence, true, [.. lease.Urls.Select(url => new UrlOutcome(url.Url, UrlState.Fetched, "", []))]), CancellationToken.None),
            api);
    }

    private IEnumerable<string> Links(string host, string url)
    {
        var page = int.Parse(url[(url.LastIndexOf('/') + 1)..]);
        return new[] { (2 * page) + 1, (2 * page) + 2 }.Where(next => next < pages).Select(next => $"http://{host}/{next}");
    }

    private async Task InsistAsync(Func<SharedFrontier, Task> ask, SharedFrontier first)
    {
        for (var api = first; !ending.IsCancellationRequested;)
        {
            try
            {
                await ask(api);
                return;
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException)
            {
                refusals.Enqueue(fault.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
                api = apis.First(one => !one.IsOver).Frontier;
            }
        }
    }

    private sealed class Api(SharedFrontier frontier, int number)
    {
        private readonly CancellationTokenSource stopping = new();
        private Task running = Task.CompletedTask;

        public SharedFrontier Frontier => frontier;

        public bool IsOver { get; private set; }

        public void Begin() => running = Task.Run(() => frontier.RunAsync(stopping.Token));

        public async Task EndAsync()
        {
            if (IsOver)
            {
                return;
            }

            IsOver = true;
            await stopping.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.That(running.IsFaulted, Is.False, $"API {number}: {running.Exception}");
            await frontier.DisposeAsync();
        }
    }
}
