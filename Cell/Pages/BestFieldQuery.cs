using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>What is found in any of several fields: the best one's score, and a little of the others'. As Lucene.NET's DisjunctionMaxQuery, but of a
/// handful of fields, which are looked through faster than they are kept in a heap.</summary>
/// <param name="ofOthers">So much of the score in each other field counts as well.</param>
internal sealed class BestFieldQuery(IReadOnlyList<Query> fields, float ofOthers) : Query
{
    public override Weight CreateWeight(IndexSearcher searcher) => new FieldsWeight(this, [.. fields.Select(field => field.CreateWeight(searcher))], ofOthers);

    public override string ToString(string field) => string.Join(" | ", fields.Select(query => query.ToString(field)));

    private sealed class FieldsWeight(BestFieldQuery query, Weight[] weights, float ofOthers) : Weight
    {
        public override Query Query => query;

        // BM25 has no norm of queries.
        public override float GetValueForNormalization() => 1;

        public override void Normalize(float norm, float topLevelBoost) => Array.ForEach(weights, weight => weight.Normalize(norm, topLevelBoost * query.Boost));

        public override Explanation Explain(AtomicReaderContext context, int doc) => throw new NotSupportedException("Nobody asks why a page is found.");

        public override Scorer? GetScorer(AtomicReaderContext context, IBits acceptDocs) =>
            weights.Select(weight => weight.GetScorer(context, acceptDocs)).OfType<Scorer>().ToArray() switch
            {
                [] => null,
                [var only] => only,
                var several => new BestScorer(this, several, ofOthers),
            };
    }

    private sealed class BestScorer(Weight weight, Scorer[] fields, float ofOthers) : Scorer(weight)
    {
        private readonly long cost = fields.Sum(field => field.GetCost());
        private int at = -1;

        public override int DocID => at;

        public override int Freq => fields.Count(one => one.DocID == at);

        public override long GetCost() => cost;

        public override int NextDoc() => Advance(at + 1);

        public override int Advance(int target)
        {
            var next = NO_MORE_DOCS;
            foreach (var field in fields)
            {
                var document = field.DocID;
                if (document < target)
                {
                    document = document + 1 == target ? field.NextDoc() : field.Advance(target);
                }

                next = Math.Min(next, document);
            }

            return at = next;
        }

        public override float GetScore()
        {
            var (sum, best) = (0f, 0f);
            foreach (var field in fields)
            {
                if (field.DocID == at)
                {
                    var score = field.GetScore();
                    sum += score;
                    best = Math.Max(best, score);
                }
            }

            return best + ((sum - best) * ofOthers);
        }
    }
}
