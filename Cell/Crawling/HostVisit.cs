using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a host's visits fetch by.</summary>
internal sealed record SiteVisits(Fetcher Fetcher, UrlVisit Urls, RobotsCache Robots, SitemapVisit Sitemaps);

/// <summary>Works off one lease: robots.txt, sitemaps, then URL after URL; pages go to the API, outcomes to the frontier when the API has acknowledged.</summary>
internal sealed class HostVisit(CrawlPorts ports, SiteVisits site, CrawlFigures figures, Concurrency concurrency, TimeProvider time)
{
    private const int Together = 16;
    private const int TogetherWithDelay = 4;

    // While the last ones are on their way to the disk, more are read: then so many go together.
    private const int MostTogether = 3 * Together;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <param name="since">When the lease was asked for: it may have begun as early as that (a timestamp of the clock).</param>
    /// <param name="stopping">No new request after it.</param>
    /// <param name="abort">A little later: nothing is waited for any more.</param>
    public async Task WorkAsync(Lease lease, long since, CancellationToken stopping, CancellationToken abort)
    {
        var genes = ports.Genes().Crawler;
        var lasts = TimeSpan.FromMilliseconds(lease.LastsMs);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(abort);
        ends.CancelAfter(lasts > time.GetElapsedTime(since) ? lasts - time.GetElapsedTime(since) : TimeSpan.Zero);
        var stay = new Stay(lease, new Pace(TimeSpan.FromMilliseconds(lease.DelayMs), time), new HostFaults())
        {
            IsOver = () => stopping.IsCancellationRequested || time.GetElapsedTime(since) >= lasts - genes.Timeout - Margin,
        };
        await Task.Delay(TimeSpan.FromMilliseconds(lease.WaitMs), time, stopping);
        if (await RulesAsync(stay, lease.Urls[0].Url, ends.Token) is { } rules)
        {
            if (rules.IsUnknown)
            {
                stay.Faults.Closed("robots.txt could not be fetched: until it can, nothing is allowed");
            }

            await TakeSitemapsAsync(stay, rules, genes.MaxBytes, ends.Token);
        }

        await TakePagesAsync(stay, ends);
    }

    // Null: its turn did not come any more.
    private async Task<RobotsRules?> RulesAsync(Stay stay, string url, CancellationToken cancellation)
    {
        var rules = await site.Robots.OfAsync(OriginOf(url), (file, most) => AskAsync(stay, file, most, cancellation));
        stay.Pace.Obey(rules?.Delay);
        return rules;
    }

    // What is no page is a request like any other.
    private async Task<FetchOutcome?> AskAsync(Stay stay, string url, long mostBytes, CancellationToken cancellation)
    {
        if (!await stay.TurnAsync(cancellation))
        {
            return null;
        }

        var outcome = await site.Fetcher.GetStartAsync(url, mostBytes, cancellation);
        stay.Pace.Asked(null, outcome is FetchOutcome.Failed { RetryAfter: var pause } ? pause : null);
        return outcome;
    }

    private async Task TakeSitemapsAsync(Stay stay, RobotsRules rules, long mostBytes, CancellationToken cancellation)
    {
        await foreach (var outcome in site.Sitemaps.VisitAsync(stay.Lease.Host, rules.Sitemaps, url => AskAsync(stay, url, mostBytes, cancellation)))
        {
            foreach (var some in outcome.Found.Chunk(PageBounds.Images))
            {
                await SettleAsync(stay, [outcome with { Found = some }], false, cancellation);
            }
        }
    }

    private async Task TakePagesAsync(Stay stay, CancellationTokenSource ends)
    {
        var visited = Channel.CreateBounded<Visited>(MostTogether);
        var fetching = FetchAsync(stay, visited.Writer, ends.Token);
        try
        {
            await DeliverAsync(stay, visited.Reader, ends.Token);
        }
        finally
        {
            // The lease may be lost: then what is under way ends here.
            await ends.CancelAsync();
            await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FetchAsync(Stay stay, ChannelWriter<Visited> visited, CancellationToken cancellation)
    {
        try
        {
            var mostBytes = ports.Genes().Crawler.MaxBytes;
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = stay.Pace.IsFree ? Together : 1, CancellationToken = cancellation };
            await Parallel.ForEachAsync(stay.Lease.Urls, parallel, async (url, token) =>
            {
                if (!stay.Ends() && await RulesAsync(stay, url.Url, token) is { } rules && await stay.TurnAsync(token))
                {
                    var one = await site.Urls.VisitAsync(url, rules, mostBytes, token);
                    stay.Saw(one);
                    figures.Visited(one.Ours);
                    await visited.WriteAsync(one, token);
                }
            });
            visited.Complete();
        }
        catch (Exception fault)
        {
            visited.Complete(fault);
        }
    }

    // The next pages go to the API while the frontier still settles the last ones.
    private async Task DeliverAsync(Stay stay, ChannelReader<Visited> visited, CancellationToken cancellation)
    {
        var settled = Task.FromResult(true);
        try
        {
            await foreach (var (batch, done) in BatchesAsync(visited, stay.Pace.IsFree ? Together : TogetherWithDelay, cancellation))
            {
                await SubmitAsync(stay, [.. batch.Select(one => one.Page).OfType<CrawledPage>()], cancellation);
                if (!await settled)
                {
                    return;
                }

                settled = SettleAsync(stay, [.. batch.Select(one => one.Outcome)], done, cancellation);
            }
        }
        finally
        {
            await ((Task)settled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await settled;
    }

    /// <param name="enough">Fewer wait for more.</param>
    private static async IAsyncEnumerable<(IReadOnlyList<Visited> Batch, bool Done)> BatchesAsync(ChannelReader<Visited> visited, int enough, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var batch = new List<Visited>();
        var weight = 0;
        while (await visited.WaitToReadAsync(cancellation))
        {
            while (batch.Count < MostTogether && visited.TryPeek(out var next) && (batch.Count == 0 || weight + WeightOf(next) <= PageBounds.Letters) && visited.TryRead(out var one))
            {
                batch.Add(one);
                weight += WeightOf(one);
            }

            if (batch.Count >= enough || visited.TryPeek(out _))
            {
                yield return (batch, false);
                (batch, weight) = ([], 0);
            }
        }

        yield return (batch, true);
    }

    private static int WeightOf(Visited one) => one.Page is { } page ? PageBounds.Weight(page) : 0;

    private async Task SubmitAsync(Stay stay, IReadOnlyList<CrawledPage> pages, CancellationToken cancellation)
    {
        if (pages.Count > 0)
        {
            var batch = new PageBatch(1, pages);
            await figures.DeliveringAsync(InsistAsync(token => ports.Sink(stay.Lease.Destination).SubmitAsync(batch, token), cancellation));
            figures.Pages.Add(pages.Count);
        }
    }

    /// <returns>False when the lease is not ours any more.</returns>
    private async Task<bool> SettleAsync(Stay stay, IReadOnlyList<UrlOutcome> outcomes, bool done, CancellationToken cancellation)
    {
        var settlement = new Settlement(1, ports.Crawler, stay.Lease.Host, stay.Lease.Fence, done, outcomes) { News = stay.News(site.Fetcher.AddressOf(stay.Lease.Host)) };
        return (await InsistAsync(token => ports.Frontier.SettleAsync(settlement, token), cancellation)).Current;
    }

    // Until the lease ends: what was read is worth more than a moment.
    private async Task<T> InsistAsync<T>(Func<CancellationToken, Task<T>> deliver, CancellationToken cancellation)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await deliver(cancellation);
            }
            catch (Exception fault) when (Retry.IsForNow(fault))
            {
                if (Retry.IsTooMuch(fault))
                {
                    concurrency.Refused();
                }

                await Task.Delay(Retry.After(failures, fault), time, cancellation);
            }
        }
    }

    private static string OriginOf(string url) => url[..(url.IndexOf("//", StringComparison.Ordinal) + 2 + CanonicalUrl.HostOf(url).Length)];

    /// <summary>One lease, and how the host bears it.</summary>
    private sealed record Stay(Lease Lease, Pace Pace, HostFaults Faults)
    {
        /// <summary>Its time is up, or the cell stops.</summary>
        public required Func<bool> IsOver { get; init; }

        public bool Ends() => IsOver() || Faults.IsDown || Pace.Pause > Pace.MostPause;

        /// <returns>False: there is no next request.</returns>
        public Task<bool> TurnAsync(CancellationToken cancellation) => Pace.WaitAsync(Ends, cancellation);

        public void Saw(Visited one)
        {
            if (one.Took is not null)
            {
                Faults.Answered();
            }
            else if (one.Fault.Length > 0)
            {
                Faults.Unanswered(one.Fault);
            }

            // What robots.txt forbids was not asked for.
            if (one.Took is not null || one.Fault.Length > 0)
            {
                Pace.Asked(one.Took, one.Pause);
            }
        }

        public HostNews News(string address) =>
            new((int)Pace.Answer.TotalMilliseconds, (int)Pace.Delay.TotalMilliseconds, (int)Pace.Pause.TotalMilliseconds, address, Faults.Fault);
    }
}
