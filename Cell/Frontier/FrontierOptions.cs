using Cell.Genome;

namespace Cell.Frontier;

/// <summary>How the frontier treats hosts and failures.</summary>
/// <param name="Genes">Asked each time, for the genome may change.</param>
internal sealed record FrontierOptions(Func<CrawlerGenes> Genes)
{
    public TimeSpan LeaseLength { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxAttempts { get; init; } = 5;

    /// <summary>After the first failure; three times as long after each further one, with up to a fifth of jitter.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MostBackOff { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Least time between two requests to a host.</summary>
    public TimeSpan DelayOf(string host)
    {
        var genes = Genes();
        return HostPattern.Longest(genes.Delays, host) ?? genes.Delay;
    }
}

/// <param name="Known">URLs ever seen in scope.</param>
/// <param name="Waiting">Due now or later, leased ones included.</param>
internal sealed record FrontierFigures(long Known, long Waiting, int Hosts, int Leases)
{
    /// <summary>Nothing is due and no lease is out.</summary>
    public bool Dry => Waiting == 0 && Leases == 0;
}
