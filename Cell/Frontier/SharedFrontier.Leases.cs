using Cell.Identity;
using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class SharedFrontier
{
    private const int MostUrls = 100;
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(50);

    private readonly HungryCrawlers hungry = new();

    public async Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        messages.ForgetLost();
        await EndLeasesAsync(lease => lease.IsOver(now) || lease.IsOfEarlier(request.Crawler, request.Incarnation), cancellation);
        if (Broker.Silence is not null || now < scopes.Known.Quiet)
        {
            return new LeaseAnswer(1, null, (int)MostWait.TotalMilliseconds, false);
        }

        if (hungry.HasOtherThan(request.Crawler, now) && Holds(request.Crawler))
        {
            return new LeaseAnswer(1, null, (int)LeastWait.TotalMilliseconds, false);
        }

        var genes = options.Genes();
        while (held.Take(Math.Clamp(request.Urls, 1, MostUrls), Share(), genes) is var (host, urls))
        {
            var delay = FrontierOptions.DelayOf(genes, host.Name, host.Manners);
            Grant? grant = null;
            try
            {
                grant = await leases.GrantAsync(host, request, urls, AddressTurns.Most(delay, genes.AddressDelay), cancellation);
            }
            finally
            {
                held.Return(host, grant?.Host, urls - (grant?.Urls.Count ?? 0), grant?.IsCrowded == true);
            }

            if (grant is { Urls.Count: > 0 })
            {
                hungry.Remove(request.Crawler);
                return new LeaseAnswer(1, LeaseOf(grant), 0, false);
            }
        }

        if (!Holds(request.Crawler))
        {
            hungry.Add(request.Crawler, now);
        }

        var wait = (held.Next ?? now + MostWait) - now;
        wait = wait < LeastWait ? LeastWait : wait > MostWait ? MostWait : wait;
        return new LeaseAnswer(1, null, (int)Math.Ceiling(wait.TotalMilliseconds), await rows.IsDryAsync(cancellation));
    }

    public async Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation)
    {
        var found = await links.FoundAsync(settlement.Outcomes, cancellation);
        var (_, hosts) = await links.AddAsync(found, cancellation);
        var host = await leases.SettleAsync(settlement, cancellation);
        if (host is not null)
        {
            held.Learn(host);
        }

        // What is not sent now is sent by the next beat: the database has it.
        await TryAsync(() => messages.SendAsync(hosts, cancellation));
        await TryAsync(() => settlement.Done ? messages.ReleaseAsync(cancellation) : Task.CompletedTask);
        return new SettleAnswer(1, host is not null);
    }

    public async Task<int> VoidLeasesAsync(CellId cell, CancellationToken cancellation)
    {
        var leased = await rows.LeasedByAsync(cell, cancellation);
        foreach (var (number, fence) in leased)
        {
            await EndAsync(number, fence, cancellation);
        }

        return leased.Count;
    }

    // Of those whose messages are here: what it has from another API is not known.
    private bool Holds(CellId crawler) => held.Leased((_, lease) => lease.Holder == crawler).Count > 0;

    private Lease LeaseOf(Grant grant) => new(
        grant.Host.Name, grant.Host.Fence, 0, (int)options.DelayOf(grant.Host.Name).TotalMilliseconds, (int)options.LeaseLength.TotalMilliseconds, options.Destination(), grant.Urls)
    {
        AnswerMs = (int)grant.Host.Manners.Answer.TotalMilliseconds,
    };

    private async Task EndLeasesAsync(Func<HostLease, bool> ended, CancellationToken cancellation)
    {
        foreach (var host in held.Leased((_, lease) => ended(lease)))
        {
            await EndAsync(host.Number, host.Fence, cancellation);
        }
    }

    private async Task EndAsync(long host, long fence, CancellationToken cancellation)
    {
        if (await leases.EndAsync(host, fence, cancellation) is { } row)
        {
            held.Learn(row);
        }
    }
}
