using System.Collections.Immutable;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Pages in one LiteDB file, the truth (<see cref="PageTables"/>), and their Lucene.NET index beside it.</summary>
internal sealed class EmbeddedPages : IPageStore
{
    private const int MostMarks = 2_000;

    // Nothing comes in faster than it can be indexed, so that it is found soon; an index that does not move at all holds nothing up for longer, and one
    // that is made anew does not hold up anything.
    private static readonly TimeSpan LongestBehind = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // The largest page may have a little more: together they fit one message.
    private const long MostLetters = 200_000;

    private readonly JournaledDatabase database;
    private readonly PageTables tables;
    private readonly ProcessorShare share;
    private readonly TimeProvider time;
    private readonly Reindexing reindexing;
    private readonly RecentPages recent = new();
    private volatile PageIndex index;
    private Extent onDisk = new(0, 0);

    /// <param name="folder">Holds pages.db and index/.</param>
    /// <param name="share">What taking pages in and indexing them may have of the processors.</param>
    /// <param name="opening">Its index: see <see cref="OpenIndexAsync"/>.</param>
    public EmbeddedPages(string folder, TimeProvider time, ProcessorShare share, Task<PageIndex> opening)
    {
        this.share = share;
        this.time = time;
        reindexing = new Reindexing(folder, share, time);
        reindexing.Clear();

        // Asked each time: the database may have been opened anew after a fault of the disk.
        tables = new PageTables(name => database!.Collection(name)); // set below
        var fresh = Guid.CreateVersion7(time.GetUtcNow());
        database = new JournaledDatabase(Path.Combine(folder, "pages.db"), time, () => Load(fresh));
        database.Read(() =>
        {
            Load(fresh);
            return Last;
        });
        index = opening.GetAwaiter().GetResult();
        index.HoldTo(tables.Origin, Last);
    }

    /// <summary>The longest part of a start, which needs nothing of the others.</summary>
    public static Task<PageIndex> OpenIndexAsync(string folder, TimeProvider time, ProcessorShare share) => Task.Run(() => new PageIndex(Path.Combine(folder, "index"), share, time));

    public Guid Origin => tables.Origin;

    public long Last => Volatile.Read(ref onDisk).Last;

    public long Indexed => index.Position;

    public ImmutableDictionary<Guid, long> Heads => tables.Heads;

    public long Count => Volatile.Read(ref onDisk).Count;

    public long Held => Last - tables.Emitted;

    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        await KeepPaceAsync(cancellation);
        var rows = await share.RunAsync(() => share.Paced(batch.Pages).Select(PageRow.Of).ToList(), cancellation);
        await WriteAsync(() => tables.Put(batch.Pages, rows), numbers => Remember(numbers, batch.Pages), cancellation);
        return new PageReceipt(1, batch.Pages.Count);
    }

    public Task HoldAsync(Guid origin, long upTo, CancellationToken cancellation) => WriteAsync<IReadOnlyList<long>>(
        () =>
        {
            tables.Hold(origin, upTo);
            return [];
        },
        _ => { },
        cancellation);

    public Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation)
    {
        if (origin != Origin)
        {
            return Task.FromResult(new PageLog(1, Origin, 0, Last, []));
        }

        var (upTo, marks) = Arrived(after, MostMarks).Select(PageRow.Mark);
        return Task.FromResult(new PageLog(1, Origin, upTo, Last, marks));
    }

    public Task<IReadOnlyList<string>> LackingAsync(IReadOnlyList<PageMark> marks, CancellationToken cancellation) => Task.FromResult(database.Read(() => tables.Lacking(marks)));

    /// <summary>The first of these pages that are here, as many as fit one message.</summary>
    public Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation)
    {
        var pages = new List<CrawledPage>();
        var letters = 0L;
        foreach (var page in wish.Urls.Select(Readable).OfType<CrawledPage>())
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

    public Task<CrawledPage?> FindAsync(string url, CancellationToken cancellation) => Task.FromResult(Find(url));

    public Task<IReadOnlyList<CrawledPage>> FollowingAsync(string url, int most, CancellationToken cancellation) => Task.FromResult(database.Read(() => tables.Following(url, most)));

    public async Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellation)
    {
        while (true)
        {
            await reindexing.Change;
            var asked = index;
            try
            {
                return asked.Search(query);
            }
            catch (Exception fault) when (OpenIndex.IsOfTheDisk(fault) && (!ReferenceEquals(asked, index) || !reindexing.Change.IsCompleted))
            {
                // Another one has just taken its place.
            }
        }
    }

    /// <summary>Runs the index behind the log.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await reindexing.UntilReadyAsync(turn => index.RunAsync(Logged, Readable, turn), stopping);
            index = reindexing.TakePlaceOf(index, Origin, Last);
        }
    }

    /// <summary>Makes the index anew from the pages beside the one that answers, and puts it in that one's place.</summary>
    /// <exception cref="IOException">The disk does not take it, or it is under way already.</exception>
    public Task ReindexAsync(Action<long, long> tell, CancellationToken cancellation) =>
        reindexing.RunAsync(
        made =>
        {
            made.HoldTo(Origin, Last);
            return turn => made.RunAsync(Logged, Readable, turn);
        },
        () =>
        {
            tell(reindexing.Position, Last);
            return reindexing.Position >= Indexed;
        },
        cancellation);

    /// <summary>Does all that is kept agree with itself?</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public async Task<DataReport> ExamineAsync(CancellationToken cancellation)
    {
        await reindexing.Change;
        return await Task.Run(() => index.Look((reader, position) => new Examination(tables, find => database.Read(find), reader, position).Run(cancellation)), cancellation);
    }

    /// <summary>The same of a folder that no cell uses now.</summary>
    public static async Task<DataReport> ExamineAsync(string folder, TimeProvider time, CancellationToken cancellation)
    {
        PageTables? tables = null;
        await using var database = new JournaledDatabase(Path.Combine(folder, "pages.db"), time, () => { });
        tables = new PageTables(database.Collection);
        tables.Load(Guid.Empty);
        try
        {
            using var closed = ClosedIndex.Open(Path.Combine(folder, "index"), tables.Origin);
            return new Examination(tables, find => database.Read(find), closed?.Reader, closed?.Position ?? 0).Run(cancellation);
        }
        catch (InvalidDataException damaged)
        {
            return new Examination(tables, find => database.Read(find), null, 0).With(new DataFault(true, damaged.Message)).Run(cancellation);
        }
    }

    public Task<(long UpTo, IReadOnlyList<FoundLinks> Links)> LinksAfterCursorAsync(int most, CancellationToken cancellation)
    {
        var (upTo, pages) = Logged(tables.Emitted, most).Select(page => page.Readable);
        return Task.FromResult((upTo, FollowedLinks.Of(pages)));
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
        reindexing.Dispose();
        index.Dispose();
        await database.DisposeAsync();
    }

    // Unpacked outside: readers hold up commits, and a damaged row is no fault of the database.
    private CrawledPage? Find(string url) => Row(url) is { } row ? PageRow.Read(row) : null;

    private CrawledPage? Readable(string url) => Row(url) is { } row ? PageRow.Readable(row) : null;

    private LiteDB.BsonDocument? Row(string url) => database.Read(() => tables.Row(url));

    private Arrivals<LiteDB.BsonDocument> Arrived(long after, int most)
    {
        // Before the rows: what comes meanwhile must not be passed over.
        var last = Last;
        return database.Read(() => tables.Arrived(after, last, most));
    }

    private Arrivals<LoggedPage> Logged(long after, int most)
    {
        var pages = recent.After(after, Last, most);
        return pages.Count > 0
            ? new Arrivals<LoggedPage>(after + pages.Count, [.. pages.Select(page => new LoggedPage(page, null))])
            : Arrived(after, most).Select(row => new LoggedPage(null, row));
    }

    private void Remember(IReadOnlyList<long> numbers, IReadOnlyList<CrawledPage> pages)
    {
        foreach (var (number, page) in numbers.Zip(pages).Where(one => one.First > 0))
        {
            recent.Add(number, page);
        }
    }

    /// <param name="done">It is on disk, and nobody has been told yet.</param>
    private async Task WriteAsync<T>(Func<T> write, Action<T> done, CancellationToken cancellation)
    {
        var (result, written) = await database.WriteAsync(() => (write(), new Extent(tables.Last, tables.Count)), cancellation);
        done(result);

        // Writes may come back from the disk in any order; each tells of all before it.
        for (var seen = Volatile.Read(ref onDisk); seen.Last < written.Last; seen = Volatile.Read(ref onDisk))
        {
            Interlocked.CompareExchange(ref onDisk, written, seen);
        }

        index.Wake();
    }

    private async Task KeepPaceAsync(CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; waited < LongestBehind && IsAhead(Last - index.Written); waited += Look)
        {
            await Task.Delay(Look, time, cancellation);
        }
    }

    private bool IsAhead(long pages) => IndexLag.IsTooMuch(pages, isAlone: share.Clients == 0, index.HasAllProcessors);

    private void Load(Guid fresh)
    {
        tables.Load(fresh);
        Volatile.Write(ref onDisk, new Extent(tables.Last, tables.Count));
    }

    private sealed record Extent(long Last, long Count);
}
