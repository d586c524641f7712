using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>Works off one lease: robots.txt, then URL after URL, pages to the API, outcomes to the frontier when the API has acknowledged.</summary>
internal sealed class HostVisit(CrawlPorts ports, UrlVisit visit, RobotsCache robots, CrawlFigures figures, TimeProvider time)
{
    private const int Together = 16;
    private const int AtOnceWithoutDelay = 4;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);

    /// <param name="stopping">No new request after it.</param>
    /// <param name="abort">A little later: nothing is waited for any more.</param>
    public async Task WorkAsync(Lease lease, CancellationToken stopping, CancellationToken abort)
    {
        var genes = ports.Genes().Crawler;
        var start = time.GetTimestamp();
        var usable = TimeSpan.FromMilliseconds(lease.LastsMs) - genes.Timeout - Margin;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(abort);
        ends.CancelAfter(TimeSpan.FromMilliseconds(lease.LastsMs));
        await Task.Delay(TimeSpan.FromMilliseconds(lease.WaitMs), time, stopping);
        var rules = await robots.OfAsync(OriginOf(lease.Urls[0].Url), ends.Token);
        var pace = new Pace(TimeSpan.FromMilliseconds(lease.DelayMs), rules.Delay, time);
        var delivery = Task.FromResult(true);
        foreach (var chunk in lease.Urls.Chunk(pace.IsFree ? Together : AtOnceWithoutDelay))
        {
            if (stopping.IsCancellationRequested || time.GetElapsedTime(start) >= usable)
            {
                break;
            }

            var visited = await VisitAsync(chunk, rules, pace, () => stopping.IsCancellationRequested || time.GetElapsedTime(start) >= usable, ends.Token);
            if (!await delivery)
            {
                return;
            }

            delivery = DeliverAsync(lease, visited, done: false, ends.Token);
        }

        if (await delivery)
        {
            await DeliverAsync(lease, [], done: true, ends.Token);
        }
    }

    private async Task<IReadOnlyList<Visited>> VisitAsync(LeasedUrl[] urls, RobotsRules rules, Pace pace, Func<bool> over, CancellationToken cancellation)
    {
        var visited = new List<Visited>();
        var mostBytes = ports.Genes().Crawler.MaxBytes;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = pace.IsFree ? AtOnceWithoutDelay : 1, CancellationToken = cancellation };
        await Parallel.ForEachAsync(urls, parallel, async (url, token) =>
        {
            if (over() || !await pace.WaitAsync(over, token))
            {
                return;
            }

            var one = await visit.VisitAsync(url, rules, mostBytes, token);
            pace.Asked(one.Pause);
            lock (visited)
            {
                visited.Add(one);
            }
        });
        return visited;
    }

    /// <returns>False when the lease is not ours any more.</returns>
    private async Task<bool> DeliverAsync(Lease lease, IReadOnlyList<Visited> visited, bool done, CancellationToken cancellation)
    {
        var pages = visited.Where(one => one.Page is not null).Select(one => one.Page!).ToList(); // filtered just before
        if (pages.Count > 0)
        {
            var batch = new PageBatch(1, pages);
            await InsistAsync(token => ports.Sink(lease.Destination).SubmitAsync(batch, token), cancellation);
            figures.Pages.Add(pages.Count);
        }

        var settlement = new Settlement(1, ports.Crawler, lease.Host, lease.Fence, done, [.. visited.Select(one => one.Outcome)]);
        return (await InsistAsync(token => ports.Frontier.SettleAsync(settlement, token), cancellation)).Current;
    }

    // Until the lease ends: what was read is worth more than a moment.
    private async Task<T> InsistAsync<T>(Func<CancellationToken, Task<T>> deliver, CancellationToken cancellation)
    {
        for (var wait = FirstRetry; ; wait *= 2)
        {
            try
            {
                return await deliver(cancellation);
            }
            catch (Exception fault) when (fault is TissueException { Status: null or System.Net.HttpStatusCode.ServiceUnavailable } or IOException)
            {
                await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, cancellation);
            }
        }
    }

    private static string OriginOf(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
