using System.Collections.Immutable;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Pages in one LiteDB file, the truth (<see cref="PageTables"/>), and their Lucene.NET index beside it.</summary>
internal sealed class EmbeddedPages : IPageSink, IPageCopy, IAsyncDisposable
{
    private const int MostMarks = 2_000;

    // The largest page may have a little more: together they fit one message.
    private const long MostLetters = 200_000;

    private readonly JournaledDatabase database;
    private readonly PageTables tables;
    private readonly PageIndex index;
    private Extent onDisk = new(0, 0);

    /// <param name="folder">Holds pages.db and index/.</param>
    /// <param name="opening">Its index: see <see cref="OpenIndexAsync"/>.</param>
    public EmbeddedPages(string folder, TimeProvider time, Task<PageIndex> opening)
    {
        // Asked each time: the database may have been opened anew after a fault of the disk.
        tables = new PageTables(name => database!.Collection(name)); // set below
        var fresh = Guid.CreateVersion7(time.GetUtcNow());
        database = new JournaledDatabase(Path.Combine(folder, "pages.db"), time, () => Load(fresh));
        Load(fresh);
        index = opening.GetAwaiter().GetResult();
        index.HoldTo(tables.Origin, Last);
    }

    /// <summary>The longest part of a start, which needs nothing of the others.</summary>
    public static Task<PageIndex> OpenIndexAsync(string folder, TimeProvider time) => Task.Run(() => new PageIndex(Path.Combine(folder, "index"), time));

    /// <summary>Of this database.</summary>
    public Guid Origin => tables.Origin;

    /// <summary>The number of the log up to which all is on disk.</summary>
    public long Last => Volatile.Read(ref onDisk).Last;

    /// <summary>The number of the log up to which searches find it.</summary>
    public long Indexed => index.Position;

    /// <summary>How far the logs of other copies are held.</summary>
    public ImmutableDictionary<Guid, long> Heads => tables.Heads;

    /// <summary>Pages that are not gone.</summary>
    public long Count => Volatile.Read(ref onDisk).Count;

    /// <summary>Numbers of the log whose links the frontier has not got yet.</summary>
    public long Held => Last - tables.Emitted;

    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        await WriteAsync(() => tables.Put(batch.Pages), cancellation);
        return new PageReceipt(1, batch.Pages.Count);
    }

    /// <summary>Another copy's log is held up to that number.</summary>
    public Task HoldAsync(Guid origin, long upTo, CancellationToken cancellation) => WriteAsync(() => tables.Hold(origin, upTo), cancellation);

    /// <exception cref="IOException">The database cannot be read now.</exception>
    public Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation)
    {
        if (origin != Origin)
        {
            return Task.FromResult(new PageLog(1, Origin, 0, Last, []));
        }

        var (upTo, marks) = Arrived(after, MostMarks, PageRow.Mark);
        return Task.FromResult(new PageLog(1, Origin, upTo, Last, marks));
    }

    /// <summary>Of what another copy has, that which is not here, or older.</summary>
    /// <exception cref="IOException">The database cannot be read now.</exception>
    public IReadOnlyList<string> Lacking(IReadOnlyList<PageMark> marks) => database.Read(() => tables.Lacking(marks));

    /// <summary>The first of these pages that are here, as many as fit one message.</summary>
    /// <exception cref="IOException">The database cannot be read now.</exception>
    public Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation)
    {
        var pages = new List<CrawledPage>();
        var letters = 0L;
        foreach (var page in wish.Urls.Select(Find).OfType<CrawledPage>())
        {
            pages.Add(page);
            letters += PageBounds.Weight(page);
            if (letters > MostLetters)
            {
                break;
            }
        }

        return Task.FromResult(new PageBatch(1, pages));
    }

    /// <exception cref="IOException">The database cannot be read now.</exception>
    public CrawledPage? Find(string url) => database.Read(() => tables.Find(url));

    /// <summary>Stored pages by their key, those after that URL's.</summary>
    /// <param name="url">"" for the first.</param>
    /// <exception cref="IOException">The database cannot be read now.</exception>
    public IReadOnlyList<CrawledPage> Following(string url, int most) => database.Read(() => tables.Following(url, most));

    public SearchAnswer Search(SearchQuery query) => index.Search(query, Find);

    /// <summary>Runs the index behind the log until told to stop.</summary>
    public Task IndexAsync(CancellationToken stopping) => index.RunAsync((after, most) => Arrived(after, most, PageRow.Read), stopping);

    /// <summary>The next links for the frontier, and the number that the cursor stands at afterwards.</summary>
    public (long UpTo, IReadOnlyList<FoundLinks> Links) LinksAfterCursor(int most)
    {
        var (upTo, pages) = Arrived(tables.Emitted, most, PageRow.Read);
        return (upTo, [.. pages.Select(page => new FoundLinks(page.Depth, [.. page.Links.Where(link => !link.NoFollow).Select(link => link.Url)])).Where(found => found.Urls.Count > 0)]);
    }

    public Task AdvanceAsync(long upTo, CancellationToken cancellation) => database.WriteAsync(
        () =>
        {
            tables.Advance(upTo);
            return upTo;
        },
        cancellation);

    public async ValueTask DisposeAsync()
    {
        index.Dispose();
        await database.DisposeAsync();
    }

    private Arrivals<T> Arrived<T>(long after, int most, Func<LiteDB.BsonDocument, T> read)
    {
        // Before the rows: what comes meanwhile must not be passed over.
        var last = Last;
        return database.Read(() => tables.Arrived(after, last, most, read));
    }

    private async Task WriteAsync(Action write, CancellationToken cancellation)
    {
        var written = await database.WriteAsync(
            () =>
            {
                write();
                return new Extent(tables.Last, tables.Count);
            },
            cancellation);

        // Writes may come back from the disk in any order; each tells of all before it.
        for (var seen = Volatile.Read(ref onDisk); seen.Last < written.Last; seen = Volatile.Read(ref onDisk))
        {
            Interlocked.CompareExchange(ref onDisk, written, seen);
        }

        index.Wake();
    }

    private void Load(Guid fresh)
    {
        tables.Load(fresh);
        Volatile.Write(ref onDisk, new Extent(tables.Last, tables.Count));
    }

    private sealed record Extent(long Last, long Count);
}
