using System.Collections.Immutable;
using Cell.Tissue;
using LiteDB;

namespace Cell.Pages;

/// <summary>The truth's rows. <c>pages</c>: by URL; <c>log</c>: each of them once, by the number under which it came in last; <c>heads</c>: how far the logs
/// of other copies are held; <c>marks</c>: this database's own figures.</summary>
/// <remarks>Whoever has read a log to its end has all that was there, or something newer: two copies that read each other's are the same, whatever
/// a third has told them, and whoever was lost meanwhile.</remarks>
internal sealed class PageTables(Func<string, ILiteCollection<BsonDocument>> collection)
{
    private const string Own = "own";
    private const string Emission = "emission";

    private ILiteCollection<BsonDocument> Pages => collection("pages");
    private ILiteCollection<BsonDocument> Log => collection("log");
    private ILiteCollection<BsonDocument> HeadRows => collection("heads");
    private ILiteCollection<BsonDocument> Marks => collection("marks");

    /// <summary>Names this database for ever: one that was lost or put back to an earlier state gets another, since its numbers begin anew.</summary>
    public Guid Origin { get; private set; }

    /// <summary>The log's newest number.</summary>
    public long Last { get; private set; }

    /// <summary>Pages that are not gone.</summary>
    public long Count { get; private set; }

    public long Emitted { get; private set; }

    /// <summary>How far the logs of other copies are held.</summary>
    public ImmutableDictionary<Guid, long> Heads { get; private set; } = ImmutableDictionary<Guid, long>.Empty;

    /// <summary>Memory is what the disk says: at the start, and when a transaction was undone.</summary>
    /// <param name="fresh">The origin of a database that has none yet.</param>
    public void Load(Guid fresh)
    {
        var own = Marks.FindById(Own);
        Origin = own?["origin"].AsGuid ?? fresh;
        Count = own?["count"].AsInt64 ?? 0;
        Emitted = Marks.FindById(Emission)?["seq"].AsInt64 ?? 0;
        Last = Log.FindOne(Query.All(Query.Descending))?["_id"].AsInt64 ?? 0;
        Heads = HeadRows.FindAll().ToImmutableDictionary(row => row["_id"].AsGuid, row => row["seq"].AsInt64);
    }

    public CrawledPage? Find(string url) => Row(url) is { } row ? PageRow.Read(row) : null;

    public BsonDocument? Row(string url) => Pages.FindById(PageKey.Of(url));

    /// <summary>In the order of their keys, those after that URL's; damaged ones are left out.</summary>
    public IReadOnlyList<CrawledPage> Following(string url, int most) => [.. Pages.Find(Query.GT("_id", PageKey.Of(url))).Select(PageRow.Readable).OfType<CrawledPage>().Take(most)];

    /// <summary>Takes pages, from a crawler or another copy: the last writer wins. Whatever their order and however often they come, the same stays.</summary>
    /// <param name="rows">Of the same pages (<see cref="PageRow.Of"/>).</param>
    /// <returns>The number of each in the log; 0: what is there already stays.</returns>
    public IReadOnlyList<long> Put(IReadOnlyList<CrawledPage> pages, IReadOnlyList<BsonDocument> rows)
    {
        var numbers = pages.Zip(rows, Put).ToList();
        Marks.Upsert(new BsonDocument { ["_id"] = Own, ["origin"] = Origin, ["count"] = Count });
        return numbers;
    }

    /// <summary>Another copy's log is held up to that number.</summary>
    public void Hold(Guid origin, long upTo)
    {
        HeadRows.Upsert(new BsonDocument { ["_id"] = origin, ["seq"] = upTo });
        Heads = Heads.SetItem(origin, upTo);
    }

    public void Advance(long upTo)
    {
        Marks.Upsert(new BsonDocument { ["_id"] = Emission, ["seq"] = upTo });
        Emitted = upTo;
    }

    /// <summary>What came in after one number and up to another.</summary>
    public Arrivals<BsonDocument> Arrived(long after, long upTo, int most)
    {
        var rows = Log.Find(Query.Between("_id", after + 1, upTo), 0, most).ToList();
        var reached = rows.Count < most ? Math.Max(after, upTo) : rows[^1]["_id"].AsInt64;

        // A page that has moved on meanwhile comes again later.
        return new Arrivals<BsonDocument>(reached, [.. rows.Select(row => Pages.FindById(row["page"])).Where(page => page?["arrival"].AsInt64 <= reached)]);
    }

    /// <summary>Of what another copy has, that which is not here, or older.</summary>
    public IReadOnlyList<string> Lacking(IReadOnlyList<PageMark> marks) =>
        [.. marks.Where(mark => Pages.FindById(PageKey.Of(mark.Url)) is not { } row || PageRow.Loses(row, mark.Fetched, mark.Hash)).Select(mark => mark.Url)];

    public bool Has(string url) => Pages.FindById(PageKey.Of(url)) is not null;

    /// <summary>Pages in the order of their keys, after that one, each with what is wrong with it.</summary>
    public IReadOnlyList<Finding> Examine(string after, int most) =>
        [.. Pages.Find(Query.GT("_id", after), 0, most).Select(row => new Finding(row["_id"].AsString, row["arrival"].AsInt64, row, FaultOf(row)))];

    /// <summary>The log's entries after that number, each with what is wrong with it.</summary>
    public IReadOnlyList<Finding> ExamineLog(long after, int most) => [.. Log.Find(Query.GT("_id", after), 0, most).Select(entry => Examined(entry["page"].AsString, entry["_id"].AsInt64))];

    private Finding Examined(string key, long number) => new(key, number, null, Pages.FindById(key) is not { } row ? $"The log has {key} under {number}, but it is not stored."
        : row["arrival"].AsInt64 != number ? $"The log has {key} under {number}, but it came in last under {row["arrival"].AsInt64}." : "");

    private string FaultOf(BsonDocument row)
    {
        try
        {
            var page = PageRow.Read(row);
            return PageKey.Of(page.Url) != row["_id"].AsString ? $"The row of {row["_id"].AsString} holds {page.Url}."
                : Log.FindById(row["arrival"])?["page"] != row["_id"] ? $"{page.Url} came in last under {row["arrival"].AsInt64}, of which the log knows nothing."
                : "";
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }

    private long Put(CrawledPage page, BsonDocument row)
    {
        var key = PageKey.Of(page.Url);
        var known = Pages.FindById(key);
        if (known is not null)
        {
            if (!PageRow.Loses(known, PageRow.Moment(page), page.Hash))
            {
                return 0;
            }

            Log.Delete(known["arrival"]);
        }

        row["arrival"] = ++Last;
        if (known is null)
        {
            Pages.Insert(row);
        }
        else
        {
            Pages.Update(row);
        }

        Log.Insert(new BsonDocument { ["_id"] = Last, ["page"] = key });
        Count += (PageRow.IsLive(row) ? 1 : 0) - (known is not null && PageRow.IsLive(known) ? 1 : 0);
        return Last;
    }
}

/// <param name="UpTo">All up to this number of the log is in it, or came in anew later.</param>
internal sealed record Arrivals<T>(long UpTo, IReadOnlyList<T> Pages)
{
    /// <param name="read">Null: it cannot be read, and is left out.</param>
    public Arrivals<TOther> Select<TOther>(Func<T, TOther?> read)
        where TOther : class => new(UpTo, [.. Pages.Select(read).OfType<TOther>()]);
}
