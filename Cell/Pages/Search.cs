using Cell.Tissue;

namespace Cell.Pages;

/// <param name="Text">As the client wrote it.</param>
/// <param name="Page">From 1.</param>
internal sealed record SearchQuery(string Text, int Page, int PerPage);

internal sealed record SearchAnswer(long Total, IReadOnlyList<SearchHit> Hits)
{
    /// <summary>What may have been meant, and finds more; null: nothing.</summary>
    public string? Suggestion { get; init; }
}

internal sealed record SearchHit(string Url, string Title, string Snippet, IReadOnlyList<Mark> Marks, double Score, int Similar);
