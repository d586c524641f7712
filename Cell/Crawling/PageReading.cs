using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What a page's answer brought.</summary>
/// <param name="Url">Canonical.</param>
/// <param name="Headers">Those that are kept; see <see cref="CrawledPage"/>.</param>
/// <param name="Robots">The lines of X-Robots-Tag.</param>
internal sealed record FetchedPage(string Url, byte[] Body, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Robots);

/// <summary>What one page gives.</summary>
/// <param name="NoIndex">It asks not to be found.</param>
/// <param name="Cut">Why it was not read to its end; "" when it was.</param>
internal sealed record PageReading(CrawledPage Page, bool NoIndex, string Cut)
{
    /// <summary>Addresses that may be followed.</summary>
    public IEnumerable<string> Followed() => Page.Links.Where(link => !link.NoFollow).Select(link => link.Url);
}
