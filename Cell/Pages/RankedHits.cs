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

    // Where the words stand is looked up for the best ones by their words alone: for all it takes most of a search's time. As many whichever page of
    // results is asked for, so that they follow each other.
    private const int Weighed = 100;

    /// <param name="nearness">What raises a hit of that query; null: nothing.</param>
    /// <returns>How many there are in all, and as many of the best as are wanted, or a few more.</returns>
    public static (int Total, IReadOnlyList<FoldedHit> Hits) Of(IndexSearcher searcher, Query query, Nearness? nearness, int wanted)
    {
        for (var reach = wanted + Spare; ; reach *= 2)
        {
            var most = nearness is null ? reach : Math.Max(reach, Weighed);
            var found = new BestHits(most);
            searcher.Search(query, found);
            var hits = found.Sorted();
            if (nearness is not null)
            {
                nearness.Raise(hits.AsSpan(0, Math.Min(hits.Length, Weighed)), searcher);
            }

            var folded = Folding.Of(Likenesses(searcher.IndexReader, hits.Take(reach)));
            if (folded.Count >= wanted || found.Total <= reach)
            {
                return (found.Total, folded);
            }
        }
    }

    private static IEnumerable<Likeness> Likenesses(IndexReader reader, IEnumerable<ScoredHit> hits)
    {
        var hashes = MultiDocValues.GetNumericValues(reader, "hash");
        var simhashes = MultiDocValues.GetNumericValues(reader, "simhash");
        return hits.Select(hit => new Likeness(hit.Document, hit.Score, hashes?.Get(hit.Document) ?? 0, simhashes?.Get(hit.Document) ?? 0));
    }
}
