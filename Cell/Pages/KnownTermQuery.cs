using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>As Lucene.NET's TermQuery, but what was looked up already is not looked up again, and lists are read into buffers that are there.</summary>
internal sealed class KnownTermQuery(Term term, TermContext place, QueryTerms terms) : Query
{
    public override Weight CreateWeight(IndexSearcher searcher) =>
        new TermWeight(this, searcher.Similarity, searcher.Similarity.ComputeWeight(Boost, searcher.CollectionStatistics(term.Field), searcher.TermStatistics(term, place)));

    public override string ToString(string field) => term.ToString();

    private DocsEnum? Documents(AtomicReaderContext leaf, IBits? accepted) => terms.Documents(term, place, leaf, accepted);

    private sealed class TermWeight(KnownTermQuery query, Similarity similarity, Similarity.SimWeight weight) : Weight
    {
        public override Query Query => query;

        public override float GetValueForNormalization() => weight.GetValueForNormalization();

        public override void Normalize(float norm, float topLevelBoost) => weight.Normalize(norm, topLevelBoost);

        public override Explanation Explain(AtomicReaderContext context, int doc) => throw new NotSupportedException("Nobody asks why a page is found.");

        public override Scorer? GetScorer(AtomicReaderContext context, IBits acceptDocs) =>
            query.Documents(context, acceptDocs) is { } documents ? new TermScorer(this, documents, similarity.GetSimScorer(weight, context)) : null;
    }

    private sealed class TermScorer(Weight weight, DocsEnum documents, Similarity.SimScorer similarity) : Scorer(weight)
    {
        public override int DocID => documents.DocID;

        public override int Freq => documents.Freq;

        public override long GetCost() => documents.GetCost();

        public override int NextDoc() => documents.NextDoc();

        public override int Advance(int target) => documents.Advance(target);

        public override float GetScore() => similarity.Score(documents.DocID, documents.Freq);
    }
}
