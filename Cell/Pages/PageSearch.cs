using Cell.Tissue;

namespace Cell.Pages;

/// <summary>One search in an index.</summary>
/// <param name="terms">Of that index.</param>
internal sealed class PageSearch(RankedSearcher searcher, QueryTerms terms)
{
    public SearchAnswer Of(SearchQuery asked)
    {
        var parts = QueryText.Read(asked.Text);
        var query = PageQuery.Of(parts, searcher.Languages, terms);
        var (total, folded) = RankedHits.Of(searcher, query.AllWords(), query.Nearness(), asked.Page * asked.PerPage);
        var suggestion = Spelling.IsAskedFor(total) ? Better(parts, total) : null;
        if (total == 0 && query.MostWords() is { } relaxed)
        {
            (total, folded) = RankedHits.Of(searcher, relaxed, null, asked.Page * asked.PerPage);
        }

        return new SearchAnswer(total, [.. folded.Skip((asked.Page - 1) * asked.PerPage).Take(asked.PerPage).Select(hit => Hit(hit, query))]) { Suggestion = suggestion };
    }

    /// <summary>The question with other words, if more is found by it.</summary>
    private string? Better(IReadOnlyList<QueryPart> parts, int total)
    {
        var corrected = parts.Select(part => part.Corrected(searcher.Spelling.Better) ?? part).ToList();
        if (corrected.SequenceEqual(parts))
        {
            return null;
        }

        var count = new Lucene.Net.Search.TotalHitCountCollector();
        searcher.Search(PageQuery.Of(corrected, searcher.Languages, terms).AllWords(), count);
        return count.TotalHits > total ? string.Join(' ', corrected) : null;
    }

    private SearchHit Hit(FoldedHit hit, PageQuery query)
    {
        var page = new ShownPage();
        searcher.Doc(hit.Best.Document, page);
        var (snippet, marks) = Snippet.Of(page.Text, query.StemsIn(Language.Named(page.Language)));
        return new SearchHit(page.Url, page.Title, snippet, marks, hit.Best.Score, hit.Similar);
    }
}
