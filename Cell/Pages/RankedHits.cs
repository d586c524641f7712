using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <summary>The best hits of a query, those that say the same folded.</summary>
internal static class RankedHits
{
    // What is folded away has to be fetched as well.
    private const int Spare = 20;

    /// <returns>How many there are in all, and as many of the best as are wanted, or a few more.</returns>
    public static (int Total, IReadOnlyList<FoldedHit> Hits) Of(IndexSearcher searcher, Query query, int wanted)
    {
        for (var most = wanted + Spare; ; most *= 2)
        {
            var top = searcher.Search(query, most);
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
