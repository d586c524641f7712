using Cell.Tissue;

namespace Cell.Pages;

/// <summary>What pages have for the frontier. Pure.</summary>
internal static class FollowedLinks
{
    public static IReadOnlyList<FoundLinks> Of(IEnumerable<CrawledPage> pages) =>
        [.. pages.Select(page => new FoundLinks(page.Depth, [.. page.Links.Where(link => !link.NoFollow).Select(link => link.Url)])).Where(found => found.Urls.Count > 0)];
}
