using System.Globalization;
using Cell.Tissue;
using Lucene.Net.Documents;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>One search in an index.</summary>
/// <param name="show">Reads what is shown of hits, by their URLs (null: it has gone since it was indexed): the text for a snippet is not kept twice.</param>
internal sealed class PageSearch(IndexSearcher searcher, Func<IReadOnlyList<string>, IReadOnlyList<ShownPage?>> show)
{
    // Who finds more has hardly written a word wrongly.
    private const int Few = 5;

    // Of a document; what it says of others may be long.
    private static readonly HashSet<string> Stored = [PageDocument.Url, PageDocument.Lang];

    public SearchAnswer Of(SearchQuery asked)
    {
        var parts = QueryText.Read(asked.Text);
        var query = PageQuery.Of(parts, searcher.IndexReader);
        var (total, folded) = RankedHits.Of(searcher, query.AllWords(), query.Nearness(), asked.Page * asked.PerPage);
        var suggestion = total < Few ? Better(parts, total) : null;
        if (total == 0 && query.MostWords() is { } relaxed)
        {
            (total, folded) = RankedHits.Of(searcher, relaxed, null, asked.Page * asked.PerPage);
        }

        var hits = Hits([.. folded.Skip((asked.Page - 1) * asked.PerPage).Take(asked.PerPage)], query);
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

    private List<SearchHit> Hits(IReadOnlyList<FoldedHit> folded, PageQuery query)
    {
        var documents = folded.Select(hit => searcher.Doc(hit.Best.Document, Stored)).ToList();
        var pages = show([.. documents.Select(document => document.Get(PageDocument.Url, CultureInfo.InvariantCulture))]);
        return [.. folded.Select((hit, at) => pages[at] is { } page ? Hit(hit, documents[at], page, query) : null).OfType<SearchHit>()];
    }

    private static SearchHit Hit(FoldedHit hit, Document document, ShownPage page, PageQuery query)
    {
        var language = Language.Named(document.Get(PageDocument.Lang, CultureInfo.InvariantCulture));
        var (snippet, marks) = Snippet.Of(page.Text, query.StemsIn(language), language);
        return new SearchHit(document.Get(PageDocument.Url, CultureInfo.InvariantCulture), page.Title, snippet, marks, hit.Best.Score, hit.Similar);
    }
}
