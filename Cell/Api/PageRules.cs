using Cell.Tissue;

namespace Cell.Api;

/// <summary>What a submitted page must be, whoever sends it: a crawler gone bad must not name seeds or stop the index. Pure.</summary>
internal static class PageRules
{
    private const int MostDepth = 1_000_000;

    /// <summary>Null: fine; else what is wrong with the first bad page.</summary>
    public static string? Fault(PageBatch batch) => batch.Pages.Select(Fault).FirstOrDefault(fault => fault is not null);

    private static string? Fault(CrawledPage page) =>
        CanonicalUrl.Of(page.Url, null) != page.Url ? $"\"{page.Url}\" is no canonical URL."
        : page.Depth is < 0 or > MostDepth ? $"The depth of {page.Url} is {page.Depth}, not 0 to {MostDepth}."
        : PageBounds.Broken(page) is { } part ? $"The {part} of {page.Url} is larger than a page's may be."
        : null;
}
