using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;
using LiteDB;

namespace Cell.Pages;

/// <summary>Pages in one LiteDB file, the truth, and their Lucene.NET index beside it. <c>pages</c>: by URL; <c>log</c>: what was accepted,
/// by origin and number; <c>cursor</c>: how far links were emitted.</summary>
internal sealed class EmbeddedPages : IPageSink, IAsyncDisposable
{
    private const string Emission = "emission";

    private readonly CellId origin;
    private readonly JournaledDatabase database;
    private readonly PageIndex index;

    // Asked each time: the database may have been opened anew after a fault of the disk.
    private ILiteCollection<BsonDocument> Pages => database.Collection("pages");
    private ILiteCollection<BsonDocument> Log => database.Collection("log");
    private ILiteCollection<BsonDocument> Cursor => database.Collection("cursor");

    // Of the writer's loop alone: it counts pages whose transaction may yet be undone.
    private long last;
    private long acknowledged;
    private long emitted;
    private long count;

    /// <param name="folder">Holds pages.db and index/.</param>
    /// <param name="opening">Its index: see <see cref="OpenIndexAsync"/>.</param>
    public EmbeddedPages(string folder, CellId origin, TimeProvider time, Task<PageIndex> opening)
    {
        this.origin = origin;
        database = new JournaledDatabase(Path.Combine(folder, "pages.db"), time, Load);
        Load();
        index = opening.GetAwaiter().GetResult();
        index.HoldTo(last);
    }

    /// <summary>The longest part of a start, which needs nothing of the others.</summary>
    public static Task<PageIndex> OpenIndexAsync(string folder, TimeProvider time) => Task.Run(() => new PageIndex(Path.Combine(folder, "index"), time));

    /// <summary>The number of the last acknowledged page.</summary>
    public long Last => Volatile.Read(ref acknowledged);

    /// <summary>Pages stored.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>Acknowledged pages whose links the frontier has not got yet, replaced ones included.</summary>
    public long Held => Last - Volatile.Read(ref emitted);

    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        var upTo = await database.WriteAsync(() => StoreAll(batch), cancellation);
        Acknowledge(upTo);
        index.Wake();
        return new PageReceipt(1, batch.Pages.Count);
    }

    /// <exception cref="IOException">The database cannot be read now.</exception>
    public StoredPage? Find(string url) => database.Read(() => Pages.FindById(PageKey.Of(url))) is { } row ? StoredPage.FromRow(row) : null;

    public SearchAnswer Search(SearchQuery query) => index.Search(query, Find);

    /// <summary>Runs the index behind the log until told to stop.</summary>
    public Task IndexAsync(CancellationToken stopping) => index.RunAsync(ReadLog, stopping);

    /// <summary>The next links for the frontier, and the number that the cursor stands at afterwards.</summary>
    public (long UpTo, IReadOnlyList<FoundLinks> Links) LinksAfterCursor(int most)
    {
        var from = Volatile.Read(ref emitted);

        // Before the rows: what comes meanwhile must not be passed over.
        var upTo = Last;
        var rows = Rows(from, most);
        return rows.Count == 0
            ? (upTo, [])
            : (rows[^1]["seq"].AsInt64, [.. rows.Select(row => new FoundLinks(row["depth"].AsInt32, StoredPage.LinksOf(row))).Where(found => found.Urls.Count > 0)]);
    }

    public Task AdvanceAsync(long upTo, CancellationToken cancellation) => database.WriteAsync(
        () =>
        {
            Cursor.Upsert(new BsonDocument { ["_id"] = Emission, ["seq"] = upTo });
            Volatile.Write(ref emitted, upTo);
            return upTo;
        },
        cancellation);

    public async ValueTask DisposeAsync()
    {
        index.Dispose();
        await database.DisposeAsync();
    }

    private IReadOnlyList<StoredPage> ReadLog(long after, int most) => [.. Rows(after, most).Select(StoredPage.FromRow)];

    private List<BsonDocument> Rows(long after, int most) => database.Read<List<BsonDocument>>(() => [.. Log
        .Find(Query.Between("_id", PageKey.OfLog(origin, after + 1), PageKey.OfLog(origin, long.MaxValue)), 0, most)
        .Select(row => Pages.FindById(row["page"]))
        .Where(row => row is not null)]);

    private long StoreAll(PageBatch batch)
    {
        foreach (var page in batch.Pages)
        {
            Store(page);
        }

        return last;
    }

    // Batches may come back from the disk in any order; each tells of all before it.
    private void Acknowledge(long upTo)
    {
        for (var seen = Last; seen < upTo; seen = Last)
        {
            Interlocked.CompareExchange(ref acknowledged, upTo, seen);
        }
    }

    private void Store(CrawledPage page)
    {
        var key = PageKey.Of(page.Url);
        var known = Pages.FindById(key);
        if (known is not null)
        {
            var held = StoredPage.FromRow(known);
            if (!held.LosesTo(page))
            {
                return;
            }

            Log.Delete(PageKey.OfLog(held.Origin, held.Seq));
        }

        var row = new StoredPage(page, origin, ++last).ToRow();
        Pages.Upsert(row);
        Log.Insert(new BsonDocument { ["_id"] = PageKey.OfLog(origin, last), ["page"] = key });
        count += known is null ? 1 : 0;
    }

    // At the start, and when a transaction was undone: memory is what the disk says.
    private void Load()
    {
        var newest = Log.FindOne(Query.All(Query.Descending));
        last = newest is null ? 0 : long.Parse(newest["_id"].AsString.AsSpan(37), System.Globalization.CultureInfo.InvariantCulture);
        Volatile.Write(ref acknowledged, last);
        Volatile.Write(ref emitted, Cursor.FindById(Emission)?["seq"].AsInt64 ?? 0);
        Volatile.Write(ref count, Pages.LongCount());
    }
}
