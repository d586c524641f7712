using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Crawling;

/// <summary>The role: keeps as many host visits going as it may and bears, each with a lease of its own.</summary>
internal sealed partial class Crawler(CrawlPorts ports, CrawlFigures figures, Concurrency concurrency, TimeProvider time, ILogger<Crawler> log) : IDisposable
{
    private const int UrlsALease = 250;
    private static readonly TimeSpan Wind = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Fetcher fetcher = new(ports.Genes);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        await using var winding = stopping.Register(() => abort.CancelAfter(Wind));
        var visit = new HostVisit(ports, new SiteVisits(fetcher, new UrlVisit(fetcher, time, log), new RobotsCache(time), new SitemapVisit(time)), figures, concurrency, time);
        var adapting = concurrency.AdaptAsync(() => figures.Visits, stopping);
        var visits = new List<Task>();
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            visits.RemoveAll(task => task.IsCompleted);
            if (visits.Count >= concurrency.Limit)
            {
                await RestAsync(Look, visits, stopping);
                continue;
            }

            var news = ports.News.Next;
            var since = time.GetTimestamp();
            var (lease, wait, fault) = await LeaseAsync(failures, stopping);
            if (lease is not null)
            {
                visits.Add(VisitAsync(visit, lease, since, stopping, abort.Token));
            }

            failures = fault is null ? 0 : failures + 1;
            await RestAsync(fault is null ? wait : Retry.After(failures, fault), fault is null ? [.. visits, news] : visits, stopping);
        }

        await Task.WhenAll(visits);
        await adapting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => fetcher.Dispose();

    /// <returns>A fault: the frontier could not be asked.</returns>
    private async Task<(Lease? Lease, TimeSpan Wait, Exception? Fault)> LeaseAsync(int failures, CancellationToken stopping)
    {
        try
        {
            var answer = await ports.Frontier.LeaseAsync(new LeaseRequest(1, ports.Crawler, ports.Incarnation, UrlsALease), stopping);
            return (answer.Lease, answer.Lease is null ? TimeSpan.FromMilliseconds(answer.RetryAfterMs) : TimeSpan.Zero, null);
        }
        catch (Exception fault) when (fault is TissueException or IOException)
        {
            if (failures == 0)
            {
                LogNoLease(fault.Message);
            }

            if (Retry.IsTooMuch(fault))
            {
                concurrency.Refused();
            }

            return (null, TimeSpan.Zero, fault);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, TimeSpan.Zero, null);
        }
    }

    private async Task VisitAsync(HostVisit visit, Lease lease, long since, CancellationToken stopping, CancellationToken abort)
    {
        figures.Entered();
        try
        {
            await visit.WorkAsync(lease, since, stopping, abort);
        }
        catch (OperationCanceledException)
        {
            // The lease or the process ended: what was not settled is due again.
        }
        catch (Exception fault)
        {
            LogVisit(fault, lease.Host);
        }
        finally
        {
            figures.Left();
        }
    }

    /// <param name="ends">Each ends it.</param>
    private async Task RestAsync(TimeSpan wait, IReadOnlyList<Task> ends, CancellationToken stopping)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var rest = Task.Delay(wait, time, woken.Token);
        await Task.WhenAny(ends.Append(rest));
        await woken.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No lease: {Reason}")]
    private partial void LogNoLease(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The visit of {Host} failed.")]
    private partial void LogVisit(Exception fault, string host);
}
