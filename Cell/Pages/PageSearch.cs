using System.Globalization;
using Cell.Tissue;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>One search in an index.</summary>
/// <param name="find">Reads the page of a hit: the text for its snippet is not kept twice.</param>
internal sealed class PageSearch(IndexSearcher searcher, Func<string, CrawledPage?> find)
{
    // Who finds more has hardly written a word wrongly.
    private const int Few = 5;

    public SearchAnswer Of(SearchQuery asked)
    {
        var parts = QueryText.Read(asked.Text);
        var query = PageQuery.Of(parts, searcher.IndexReader);
        var (total, folded) = RankedHits.Of(searcher, query.AllWords(), asked.Page * asked.PerPage);
        var suggestion = total < Few ? Better(parts, total) : null;
        if (total == 0 && query.MostWords() is { } relaxed)
        {
            (total, folded) = RankedHits.Of(searcher, relaxed, asked.Page * asked.PerPage);
        }

        var hits = folded.Skip((asked.Page - 1) * asked.PerPage).Take(asked.PerPage)
            .Select(hit => (Page: find(searcher.Doc(hit.Best.Document).Get(PageDocument.Url, CultureInfo.InvariantCulture)), Hit: hit))
            .Where(hit => hit.Page is not null)
            .Select(hit => Hit(hit.Page!, hit.Hit, query)) // filtered just before
            .ToList();
        return new SearchAnswer(total, hits) { Suggestion = suggestion };
    }

    /// <summary>The question with other words, if more is found by it.</summary>
    private string? Better(IReadOnlyList<QueryPart> parts, int total)
    {
        var reader = searcher.IndexReader;
        var corrected = parts.Select(part => part.Corrected(word => Spelling.Better(word, reader)) ?? part).ToList();
        if (corrected.SequenceEqual(parts))
        {
            return null;
        }

        var count = new TotalHitCountCollector();
        searcher.Search(PageQuery.Of(corrected, reader).AllWords(), count);
        return count.TotalHits > total ? string.Join(' ', corrected) : null;
    }

    private static SearchHit Hit(CrawledPage page, FoldedHit hit, PageQuery query)
    {
        var language = Language.Named(Language.Of(page));
        var (snippet, marks) = Snippet.Of(page.Text.Length > 0 ? page.Text : page.Description, query.StemsIn(language), language.Analyzer);
        return new SearchHit(page.Url, page.Title, snippet, marks, hit.Best.Score, hit.Similar);
    }
}
