using Cell.Identity;
using Cell.Tissue;

namespace Cell.Frontier;

internal sealed partial class FrontierDesk
{
    private const int MostUrls = 250;
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(50);

    // Links may come any moment while something is under way.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);

    private readonly HungryCrawlers hungry = new();

    public LeaseAnswer Lease(LeaseRequest request)
    {
        var now = time.GetUtcNow();
        EndLeases(host => host.Lease!.IsOver(now) || host.Lease.IsOfEarlier(request.Crawler, request.Incarnation)); // only hosts with a lease are asked
        Wake(now);
        var genes = options.Genes();
        pace = pace.At(now, genes.Pace);
        if (!Leads(now))
        {
            return new LeaseAnswer(1, null, (int)MostWait.TotalMilliseconds, false);
        }

        if (hungry.HasOtherThan(request.Crawler, now) && Holds(request.Crawler))
        {
            return new LeaseAnswer(1, null, (int)LeastWait.TotalMilliseconds, Figures.Dry);
        }

        while (pace.Allows(Math.Clamp(request.Urls, 1, MostUrls)) is > 0 and var urls && turns.First() is { } host)
        {
            Promote(host, now);
            turns.Remove(host);
            var delay = DelayOf(host, genes);
            if (!addresses.TryEnter(host, host.Manners.Address, AddressTurns.Most(delay, genes.AddressDelay)))
            {
                continue;
            }

            var granted = Take(host, Math.Min(urls, options.MostWithin(delay, MostUrls)));
            if (granted.Count > 0)
            {
                pace = pace.Less(granted.Count);
                hungry.Remove(request.Crawler);
                return new LeaseAnswer(1, Grant(host, granted, request, now), 0, false);
            }

            Leave(host.Manners.Address, now);
            Place(host, now);
        }

        if (!Holds(request.Crawler))
        {
            hungry.Add(request.Crawler, now);
        }

        return new LeaseAnswer(1, null, (int)Math.Ceiling(UntilNext(now).TotalMilliseconds), Figures.Dry);
    }

    private bool Holds(CellId crawler) => leased.Any(host => host.Lease!.Holder == crawler); // only hosts with a lease are asked

    /// <summary>The cell's process has ended: what it held is due again.</summary>
    /// <returns>So many hosts.</returns>
    public int VoidLeases(CellId cell) => EndLeases(host => host.Lease!.Holder == cell); // only hosts with a lease are asked

    private TimeSpan UntilNext(DateTimeOffset now)
    {
        var next = turns.Next ?? now + MostWait;
        var wait = !Figures.Dry && next > now + Soon ? Soon : next - now;
        return wait < LeastWait ? LeastWait : wait > MostWait ? MostWait : wait;
    }

    private List<(int Slot, UrlRow Row)> Take(HostQueue host, int most)
    {
        var taken = new List<(int Slot, UrlRow Row)>();
        while (taken.Count < most && host.Ready.Count > 0)
        {
            var slot = host.Ready.Take(shallowFirst);
            var row = rows.Row(slot);
            if (rows.Scopes.Of(row.Url) == ScopeState.Paused)
            {
                host.Held.Add(slot);
            }
            else
            {
                taken.Add((slot, row));
            }
        }

        return taken;
    }

    private Lease Grant(HostQueue host, List<(int Slot, UrlRow Row)> granted, LeaseRequest request, DateTimeOffset now)
    {
        host.Fence = host.NextFence(now);
        host.LastLeased = now;
        host.Lease = new HostLease(
            request.Crawler, request.Incarnation, now + options.LeaseLength, host.Manners.Address, granted.ToDictionary(one => one.Row.Url, one => one.Slot, StringComparer.Ordinal));
        leased.Add(host);
        rows.Keep(host);
        var urls = granted.Select(one => new LeasedUrl(one.Row.Url, one.Row.Depth) { Last = one.Row.Version });
        return new Lease(host.Name, host.Fence, 0, (int)options.DelayOf(host.Name).TotalMilliseconds, (int)options.LeaseLength.TotalMilliseconds, options.Destination(), [.. urls])
        {
            AnswerMs = (int)host.Manners.Answer.TotalMilliseconds,
        };
    }

    private int EndLeases(Func<HostQueue, bool> ended)
    {
        var over = leased.Where(ended).ToList();
        var now = time.GetUtcNow();
        foreach (var host in over)
        {
            // The holder may have asked a moment ago: the next one waits one delay.
            End(host, now);
        }

        return over.Count;
    }

    private void End(HostQueue host, DateTimeOffset now)
    {
        var lease = host.Lease!; // only of hosts with a lease
        host.Lease = null;
        leased.Remove(host);
        foreach (var slot in lease.Rows.Values)
        {
            host.Ready.Add(slot, shallowFirst);
        }

        var polite = now + DelayOf(host, options.Genes());
        host.Polite = polite > host.Polite ? polite : host.Polite;
        rows.Keep(host);
        Place(host, now);
        Leave(lease.Address, now);
    }

    private void Leave(string address, DateTimeOffset now)
    {
        if (addresses.Leave(address) is { Lease: null } parked)
        {
            Place(parked, now);
        }
    }
}
