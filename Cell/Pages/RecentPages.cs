using Cell.Tissue;
using LiteDB;

namespace Cell.Pages;

/// <summary>The youngest pages of the log, as they came in: whoever follows it closely need not read them from the disk again. Thread-safe.</summary>
internal sealed class RecentPages
{
    // In letters, of two bytes each.
    private const long Most = 8_000_000;

    private readonly Lock gate = new();
    private readonly Dictionary<long, CrawledPage> pages = [];
    private readonly Queue<(long Number, int Weight)> oldest = [];
    private long weight;

    /// <param name="number">Under which it is on disk.</param>
    public void Add(long number, CrawledPage page)
    {
        var more = PageBounds.Weight(page);
        lock (gate)
        {
            pages[number] = page;
            oldest.Enqueue((number, more));
            weight += more;
            while (weight > Most && oldest.TryDequeue(out var old))
            {
                pages.Remove(old.Number);
                weight -= old.Weight;
            }
        }
    }

    /// <summary>Those that follow a number without a gap, up to another.</summary>
    public IReadOnlyList<CrawledPage> After(long number, long upTo, int most)
    {
        var following = new List<CrawledPage>();
        lock (gate)
        {
            while (following.Count < most && number + following.Count < upTo && pages.TryGetValue(number + following.Count + 1, out var page))
            {
                following.Add(page);
            }
        }

        return following;
    }
}

/// <summary>A page of the log: still in memory, or as its row.</summary>
internal sealed record LoggedPage(CrawledPage? Page, BsonDocument? Row)
{
    /// <summary>Of its address.</summary>
    public string Key => Page is null ? Row!["_id"].AsString : PageKey.Of(Page.Url); // one of the two is there

    /// <summary>Null: it is damaged.</summary>
    public CrawledPage? Readable => Page ?? (Row is null ? null : PageRow.Readable(Row));
}
