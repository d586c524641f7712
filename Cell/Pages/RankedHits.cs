using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Cell.Pages;

/// <summary>The best hits of a query, those that say the same folded.</summary>
internal static class RankedHits
{
    /// <summary>Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.</summary>
    public static readonly Similarity Similarity = new BM25Similarity();

    // What is folded away has to be fetched as well.
    private const int Spare = 20;

    // Of the same score: in an order that all copies of the pages share, and that stays when segments are merged.
    private static readonly Sort Order = new(SortField.FIELD_SCORE, new SortField(PageDocument.Order, SortFieldType.INT64));

    /// <returns>How many there are in all, and as many of the best as are wanted, or a few more.</returns>
    public static (int Total, IReadOnlyList<FoldedHit> Hits) Of(IndexSearcher searcher, Query query, int wanted)
    {
        for (var most = wanted + Spare; ; most *= 2)
        {
            var top = searcher.Search(query, null, most, Order, doDocScores: true, doMaxScore: false);
            var folded = Folding.Of(Likenesses(searcher.IndexReader, top.ScoreDocs));
            if (folded.Count >= wanted || top.ScoreDocs.Length < most)
            {
                return (top.TotalHits, folded);
            }
        }
    }

    private static IEnumerable<Likeness> Likenesses(IndexReader reader, ScoreDoc[] hits)
    {
        var hashes = MultiDocValues.GetNumericValues(reader, "hash");
        var simhashes = MultiDocValues.GetNumericValues(reader, "simhash");
        return hits.Select(hit => new Likeness(hit.Doc, hit.Score, hashes?.Get(hit.Doc) ?? 0, simhashes?.Get(hit.Doc) ?? 0));
    }
}
