using Cell.Genome;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>How the frontier treats hosts and failures.</summary>
/// <param name="Genes">Asked each time, for the genome may change.</param>
internal sealed record FrontierOptions(Func<CrawlerGenes> Genes)
{
    /// <summary>Asked each time: whether this cell runs the frontier.</summary>
    public Func<FrontierSeat> Seat { get; init; } = () => FrontierSeat.Only;

    /// <summary>Asked by a frontier without a past: may crawlers hold leases of another one that this cell does not know of?</summary>
    public Func<bool> MayHaveHadAnother { get; init; } = () => false;

    /// <summary>Asked at each lease: where its pages go, as <see cref="Lease.Destination"/>.</summary>
    public Func<string> Destination { get; init; } = () => "";

    public TimeSpan LeaseLength { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxAttempts { get; init; } = 5;

    /// <summary>After the first failure; three times as long after each further one, with up to a fifth of jitter.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MostBackOff { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Until a page is visited for the second time.</summary>
    public TimeSpan FirstRevisit { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Least time between two requests to a host.</summary>
    public TimeSpan DelayOf(string host) => DelayOf(Genes(), host);

    public static TimeSpan DelayOf(CrawlerGenes genes, string host) => genes.Delays.Count == 0 ? genes.Delay : HostPattern.Longest(genes.Delays, host) ?? genes.Delay;

    /// <summary>URLs that can be fetched before a lease ends: what cannot, others may have.</summary>
    public int MostWithin(TimeSpan delay, int most) => delay <= TimeSpan.Zero ? most : (int)Math.Clamp(LeaseLength / delay, 1, most);

    /// <summary>Ours, or what its last holder left if that was longer.</summary>
    public static TimeSpan DelayOf(CrawlerGenes genes, string host, HostManners manners)
    {
        var ours = DelayOf(genes, host);
        return ours > manners.Delay ? ours : manners.Delay;
    }

    /// <summary>So long a host is left alone after that news.</summary>
    /// <param name="manners">That learnt of it.</param>
    public TimeSpan Rest(HostManners manners, HostNews news)
    {
        var rest = manners.Faults > 0 ? BackOff.After(manners.Faults - 1, FirstBackOff, MostBackOff) : TimeSpan.Zero;
        var pause = TimeSpan.FromMilliseconds(Math.Clamp(news.PauseMs, 0, (long)MostBackOff.TotalMilliseconds));
        return rest > pause ? rest : pause;
    }
}

/// <param name="Known">URLs ever seen in scope.</param>
/// <param name="Waiting">New, to be tried again, or due again; leased ones included.</param>
internal sealed record FrontierFigures(long Known, long Waiting, int Hosts, int Leases)
{
    /// <summary>Hosts that gave nothing for long: no crawl waits for their URLs.</summary>
    public int GivenUp { get; init; }

    /// <summary>Nothing is due and no lease is out.</summary>
    public bool Dry => Waiting == 0 && Leases == 0;
}
