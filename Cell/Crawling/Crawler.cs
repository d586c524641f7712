using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Crawling;

/// <summary>The role: keeps as many host visits going as it may, each with a lease of its own.</summary>
internal sealed partial class Crawler(CrawlPorts ports, CrawlFigures figures, TimeProvider time, ILogger<Crawler> log) : IDisposable
{
    private const int UrlsALease = 100;
    private static readonly TimeSpan Wind = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostRetry = TimeSpan.FromSeconds(10);

    private readonly Fetcher fetcher = new(ports.Genes);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        await using var winding = stopping.Register(() => abort.CancelAfter(Wind));
        var visit = new HostVisit(ports, new SiteVisits(fetcher, new UrlVisit(fetcher, time, log), new RobotsCache(fetcher, time), new SitemapVisit(fetcher, time)), figures, time);
        var visits = new List<Task>();
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            visits.RemoveAll(task => task.IsCompleted);
            if (visits.Count >= ports.Genes().Crawler.Concurrency)
            {
                await Task.WhenAny(visits);
                continue;
            }

            var (lease, wait) = await LeaseAsync(failures, stopping);
            if (lease is not null)
            {
                visits.Add(VisitAsync(visit, lease, stopping, abort.Token));
            }

            failures = wait is null ? failures + 1 : 0;
            await RestAsync(lease is not null ? TimeSpan.Zero : wait ?? BackOff(failures), visits, stopping);
        }

        await Task.WhenAll(visits);
    }

    public void Dispose() => fetcher.Dispose();

    /// <returns>A wait of null: the frontier could not be asked.</returns>
    private async Task<(Lease? Lease, TimeSpan? Wait)> LeaseAsync(int failures, CancellationToken stopping)
    {
        try
        {
            var answer = await ports.Frontier.LeaseAsync(new LeaseRequest(1, ports.Crawler, ports.Incarnation, UrlsALease), stopping);
            return (answer.Lease, TimeSpan.FromMilliseconds(answer.RetryAfterMs));
        }
        catch (Exception fault) when (fault is TissueException or IOException)
        {
            if (failures == 0)
            {
                LogNoLease(fault.Message);
            }

            return (null, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, TimeSpan.Zero);
        }
    }

    private async Task VisitAsync(HostVisit visit, Lease lease, CancellationToken stopping, CancellationToken abort)
    {
        figures.Entered();
        try
        {
            await visit.WorkAsync(lease, stopping, abort);
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

    private async Task RestAsync(TimeSpan wait, List<Task> visits, CancellationToken stopping)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var rest = Task.Delay(wait, time, woken.Token);
        await Task.WhenAny(visits.Append(rest));
        await woken.CancelAsync();
    }

    private static TimeSpan BackOff(int failures)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures, 10));
        return (wait < MostRetry ? wait : MostRetry) * (0.5 + Random.Shared.NextDouble());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No lease: {Reason}")]
    private partial void LogNoLease(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The visit of {Host} failed.")]
    private partial void LogVisit(Exception fault, string host);
}
