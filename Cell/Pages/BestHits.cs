using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Cell.Pages;

/// <param name="Order">Of hits with the same score the lower one comes first: it is the same in all copies of the pages, and stays when segments are merged.</param>
internal readonly record struct ScoredHit(int Document, float Score, long Order) : IComparable<ScoredHit>
{
    /// <summary>The better one is less.</summary>
    public int CompareTo(ScoredHit other) => Score != other.Score ? other.Score.CompareTo(Score) : Order.CompareTo(other.Order);
}

/// <summary>Counts what is found, and keeps the best of it.</summary>
internal sealed class BestHits(int most) : ICollector
{
    // The worst of them first.
    private readonly PriorityQueue<ScoredHit, ScoredHit> best = new(Comparer<ScoredHit>.Create((one, other) => other.CompareTo(one)));
    private Scorer scorer = null!; // set before the first hit
    private NumericDocValues? orders;
    private int first;
    private ScoredHit worst;

    public int Total { get; private set; }

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) => this.scorer = scorer;

    public void SetNextReader(AtomicReaderContext context)
    {
        first = context.DocBase;
        orders = context.AtomicReader.GetNumericDocValues(PageDocument.Order);
    }

    public void Collect(int doc)
    {
        Total++;
        var score = scorer.GetScore();
        if (best.Count == most && score < worst.Score)
        {
            return;
        }

        var hit = new ScoredHit(first + doc, score, orders?.Get(doc) ?? 0);
        if (best.Count < most)
        {
            best.Enqueue(hit, hit);
        }
        else if (hit.CompareTo(worst) < 0)
        {
            best.EnqueueDequeue(hit, hit);
        }

        worst = best.Peek();
    }

    /// <summary>Best first.</summary>
    public ScoredHit[] Sorted()
    {
        var hits = best.UnorderedItems.Select(item => item.Element).ToArray();
        Array.Sort(hits);
        return hits;
    }
}
