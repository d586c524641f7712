using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>What one page gives.</summary>
/// <param name="Canonical">rel=canonical as a canonical URL, else "".</param>
/// <param name="Links">Once each, in the order of the page.</param>
/// <param name="NoIndex">The page asks not to be found.</param>
internal sealed record PageReading(
    string Url, string Canonical, string Title, string Description, string Language, string Headings, string Text, IReadOnlyList<PageLink> Links, bool NoIndex)
{
    /// <summary>Why the page was not read to its end; "" when it was.</summary>
    public string Cut { get; init; } = "";
}
