using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Cell.Pages;

/// <summary>How near the words of a question stand together in pages that have them all: as Lucene.NET's PhraseQuery with a slop scores it, but of some
/// pages only, and their terms are known already.</summary>
/// <param name="readings">The words, in each way that a language reads them.</param>
internal sealed class Nearness(IReadOnlyList<(string Field, float Boost)> fields, IReadOnlyList<Reading> readings, QueryTerms terms)
{
    private const float Boost = 3f;
    private const int Slop = 8;

    /// <param name="hits">Get in the order that their new scores give them.</param>
    public void Raise(Span<ScoredHit> hits, IndexSearcher searcher)
    {
        var phrases = fields.SelectMany(field => readings.Select(reading => Phrase(field, reading, searcher))).OfType<NearPhrase>().ToList();
        hits.Sort((one, other) => one.Document.CompareTo(other.Document));
        var at = 0;
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var end = leaf.DocBase + leaf.Reader.MaxDoc;
            if (at == hits.Length || hits[at].Document >= end)
            {
                continue;
            }

            var here = phrases.Select(phrase => phrase.In(leaf)).OfType<NearPhrase.Places>().ToList();
            for (; at < hits.Length && hits[at].Document < end; at++)
            {
                hits[at] = hits[at] with { Score = hits[at].Score + Best(here, hits[at].Document - leaf.DocBase) };
            }
        }

        hits.Sort();
    }

    private static float Best(List<NearPhrase.Places> phrases, int document)
    {
        var (sum, best) = (0f, 0f);
        foreach (var phrase in phrases)
        {
            var score = phrase.Score(document);
            sum += score;
            best = Math.Max(best, score);
        }

        return best + ((sum - best) * QueryWords.OfOtherFields);
    }

    // Null: no page has all of the words there, or they are but one.
    private NearPhrase? Phrase((string Field, float Boost) field, Reading reading, IndexSearcher searcher)
    {
        var words = reading.Words.DistinctBy(word => word.Stem).Select(word => (Term: new Term(field.Field, word.Stem), word.Place)).ToArray();
        if (words.Length < 2 || words.Any(word => !terms.Has(word.Term)))
        {
            return null;
        }

        var similarity = searcher.Similarity;
        var weight = similarity.ComputeWeight(field.Boost, searcher.CollectionStatistics(field.Field), [.. words.Select(word => searcher.TermStatistics(word.Term, terms.Of(word.Term)))]);
        weight.Normalize(1, Boost); // BM25 has no norm of queries
        return new NearPhrase(words, similarity, weight, terms, Slop);
    }
}
