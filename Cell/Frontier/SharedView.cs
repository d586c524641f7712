using Cell.Genome;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>What people see of a shared frontier. Pure.</summary>
internal sealed class SharedView(CrawlerGenes genes, Scopes scopes, DateTimeOffset now)
{
    public IReadOnlyList<(HostRecord Host, TimeSpan Left)> Longest(IEnumerable<HostRecord> hosts) =>
    [
        .. hosts.Select(host => (Host: host, Left: host.Manners.IsGivenUp ? TimeSpan.Zero : HostReason.TimeToFetch(host.Waiting, Delay(host), host.Manners.Answer)))
            .OrderByDescending(one => one.Left).ThenBy(one => one.Host.Name, StringComparer.Ordinal),
    ];

    public FrontierView Of(
        FrontierFigures figures, CrawlDemand demand, long bytes, IReadOnlyList<(HostRecord Host, TimeSpan Left)> longest, IReadOnlyDictionary<long, (int Paused, int Later)> counts, int most) => new(
        1,
        figures.Known,
        figures.Waiting,
        figures.Hosts,
        figures.Leases,
        figures.GivenUp,
        bytes,
        demand,
        longest.Count > 0 ? longest[0].Left.TotalSeconds : 0,
        scopes.View(most),
        [.. longest.Take(most).Select(one => Of(one.Host, counts.GetValueOrDefault(one.Host.Number), one.Left))]);

    private HostView Of(HostRecord host, (int Paused, int Later) counts, TimeSpan left)
    {
        var turning = new TurningHost(host.Name, host.Number) { Manners = host.Manners, Lease = host.Lease, Polite = host.Polite };
        return new HostView(
            host.Name,
            host.Known,
            host.Waiting,
            host.Ready,
            host.Dropped,
            (int)Delay(host).TotalMilliseconds,
            (int)host.Manners.Answer.TotalMilliseconds,
            host.Manners.Address,
            host.Manners.Faults,
            host.Manners.Fault,
            host.Lease?.Holder.ToString() ?? "",
            left.TotalSeconds,
            HostReason.Of(turning, new HostCounts(host.Waiting, host.Ready, counts.Later, counts.Paused), Delay(host), now)) { Trapped = host.Trapped };
    }

    private TimeSpan Delay(HostRecord host) => FrontierOptions.DelayOf(genes, host.Name, host.Manners);
}
