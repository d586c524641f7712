using Cell.Tissue;

namespace Cell.Pages;

/// <summary>What a page must be, whoever sends it: a crawler or a copy gone bad must not name seeds, stop the index or win for ever. Pure.</summary>
internal static class PageRules
{
    private const int MostDepth = 1_000_000;

    // Clocks may differ by 5 min, two of them by twice that.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>Null: fine; else what is wrong with the first bad page.</summary>
    public static string? Fault(PageBatch batch, DateTimeOffset now) => batch.Pages.Select(page => Fault(page, now)).FirstOrDefault(fault => fault is not null);

    private static string? Fault(CrawledPage page, DateTimeOffset now) =>
        !CanonicalUrl.IsCanonical(page.Url) ? $"\"{page.Url}\" is no canonical URL."
        : page.Depth is < 0 or > MostDepth ? $"The depth of {page.Url} is {page.Depth}, not 0 to {MostDepth}."
        : PageBounds.Broken(page) is { } part ? $"The {part} of {page.Url} is larger than a page's may be."
        : page.Fetched > now + Skew ? $"{page.Url} was fetched at {page.Fetched:u}, which is to come."
        : null;
}
