using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a crawler works with.</summary>
/// <param name="Incarnation">Of this process: leases of earlier ones are void.</param>
/// <param name="Sink">The API that a lease names as its destination.</param>
internal sealed record CrawlPorts(CellId Crawler, long Incarnation, IFrontier Frontier, Func<string, IPageSink> Sink, Func<Genes> Genes)
{
    /// <summary>Rings when there is something new to lease; one elsewhere is not heard, and asked after a while.</summary>
    public Bell News { get; init; } = new();
}
