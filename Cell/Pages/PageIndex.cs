using Cell.Storage;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>The Lucene.NET index over the page log. It runs behind and may be thrown away at any time: the number up to which it is complete
/// stands in its own commit, and the rest is read from the log again.</summary>
internal sealed class PageIndex : IDisposable
{
    private const int Together = 200;

    // Beside clients: a turn that is over soon.
    private const int BesideClients = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CommitEvery = TimeSpan.FromSeconds(5);

    // Many links to one page are taken together: when nothing has come for a while, or at last; more than so many pages do not wait.
    private static readonly TimeSpan RelinkAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RelinkLatest = TimeSpan.FromSeconds(10);
    private const int MostToRelink = 20_000;

    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestOfThousand = TimeSpan.FromSeconds(1);

    private readonly ProcessorShare share;
    private readonly TimeProvider time;
    private readonly string folder;
    private readonly Refresh refresh;
    private readonly PageWriters writers;
    private readonly SemaphoreSlim news = new(0, 1);
    private string log = "";
    private OpenIndex? index;
    private long position;
    private bool unwritten;
    private HashSet<string> relink = [];
    private long relinked;
    private long written;
    private long arrived;
    private bool merged;

    static PageIndex() => LuceneFormats.Register();

    public PageIndex(string folder, ProcessorShare share, TimeProvider time)
    {
        this.folder = folder;
        this.share = share;
        this.time = time;
        refresh = new Refresh(share, time);
        writers = new PageWriters(share);
        Use(OpenIndex.Of(folder, share));
    }

    /// <summary>Before it runs: an index of another log or of other documents, or one that says more than the log, is thrown away.</summary>
    /// <param name="last">The newest number of the log.</param>
    public void HoldTo(Guid origin, long last)
    {
        log = origin.ToString("D");
        if (position > last || (position > 0 && (index?.Log != log || index.Form != PageDocument.Form)))
        {
            index?.Close();
            Use(OpenIndex.Anew(folder, share));
        }
    }

    /// <summary>The number of the log up to which searches find it.</summary>
    public long Position => refresh.Position;

    /// <summary>The number of the log up to which it is made: soon searches find that too.</summary>
    public long Written => Volatile.Read(ref position);

    /// <summary>See <see cref="PageWriters.HaveAllProcessors"/>.</summary>
    public bool HasAllProcessors => writers.HaveAllProcessors;

    /// <summary>There is something new in the log.</summary>
    public void Wake()
    {
        if (news.CurrentCount == 0)
        {
            try
            {
                news.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else woke it in the same moment.
            }
        }
    }

    /// <param name="read">What came in after a number of the log, so many pages at most.</param>
    /// <param name="find">Reads a page by its URL.</param>
    public async Task RunAsync(Func<long, int, Arrivals<LoggedPage>> read, Func<string, CrawledPage?> find, CancellationToken stopping)
    {
        var lastCommit = time.GetTimestamp();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    var open = Opened();
                    var rows = read(position, share.Clients > 0 ? BesideClients : Together);
                    var more = rows.UpTo > position && await FollowAsync(open, rows, stopping);
                    more |= MayRelink(now: !more) && await RelinkAsync(open, find, stopping);
                    if (time.GetElapsedTime(lastCommit) > CommitEvery && IsUncommitted(open))
                    {
                        await refresh.OverAsync();
                        await share.RunAsync(() => Commit(open), stopping);
                        lastCommit = time.GetTimestamp();
                    }

                    if (!more)
                    {
                        await refresh.OverAsync();
                        await share.RunAsync(() => Rest(open), stopping);
                        await news.WaitAsync(Idle, stopping);
                    }
                }
                catch (Exception fault) when (OpenIndex.IsOfTheDisk(fault))
                {
                    // A full disk, most likely. Lucene.NET's writer is not to be used after a fault: what it had not committed is read from the log again.
                    await refresh.EndAsync();
                    Abandon();
                    await Task.Delay(Retry, time, stopping);
                }
            }
        }
        finally
        {
            await refresh.EndAsync();
        }
    }

    // True: there may be more.
    private async Task<bool> FollowAsync(OpenIndex open, Arrivals<LoggedPage> arrivals, CancellationToken stopping)
    {
        await WriteAsync(open, arrivals.Pages, stopping);
        arrived = time.GetTimestamp();
        Volatile.Write(ref position, arrivals.UpTo);
        await refresh.FollowAsync(open, arrivals.UpTo, stopping);
        return true;
    }

    private bool MayRelink(bool now) => relink.Count >= MostToRelink
        || (now && relink.Count > 0 && (time.GetElapsedTime(arrived) > RelinkAfter || time.GetElapsedTime(relinked) > RelinkLatest));

    // True: there may be more.
    private async Task<bool> RelinkAsync(OpenIndex open, Func<string, CrawledPage?> find, CancellationToken stopping)
    {
        await refresh.OverAsync();
        await share.RunAsync(() => refresh.Show(open, position), stopping);
        var pages = PageWriters.With(open, writing => writing.TakeRelinked(relink, find, share.Clients > 0 ? BesideClients : Together));
        await WriteAsync(open, [.. pages.Select(page => new LoggedPage(page, null))], stopping);
        relinked = relink.Count > 0 ? relinked : time.GetTimestamp();
        return relink.Count > 0;
    }

    // Each segment has a dictionary of its own, and a document that was replaced counts in the weights of words until its segment is merged: copies that
    // took their pages in another order would rank otherwise. It writes everything anew, so the longer that takes the longer it waits.
    private bool Rest(OpenIndex open)
    {
        var rest = RestOfThousand * (open.Writer.NumDocs / 1000.0);
        var merges = !merged && time.GetElapsedTime(written) > (rest < LeastRest ? LeastRest : rest);
        if (merges)
        {
            merged = true;
            open.Writer.ForceMerge(1, doWait: false);
        }

        refresh.Show(open, position);
        return merges;
    }

    private async Task WriteAsync(OpenIndex open, IReadOnlyList<LoggedPage> pages, CancellationToken stopping)
    {
        (written, merged) = (time.GetTimestamp(), false);
        unwritten = true;
        relink.UnionWith(await writers.WriteAsync(open, pages, stopping));
    }

    private OpenIndex Opened()
    {
        if (index is null)
        {
            Use(OpenIndex.Of(folder, share));
        }

        return index!; // set just before
    }

    private void Use(OpenIndex opened)
    {
        Volatile.Write(ref position, opened.Position);
        refresh.Begin(position);
        written = time.GetTimestamp();
        unwritten = false;
        relink = [.. opened.Relink];
        Volatile.Write(ref index, opened);
    }

    private void Abandon()
    {
        var broken = index;
        Volatile.Write(ref index, null);
        broken?.Abandon();
    }

    /// <exception cref="IOException">There is no index now.</exception>
    public SearchAnswer Search(SearchQuery query)
    {
        var searchers = (Volatile.Read(ref index) ?? throw new IOException("The index is being opened anew after a fault of the disk.")).Searchers;
        var searcher = (RankedSearcher)searchers.Acquire(); // as OpenIndex makes them
        try
        {
            return searcher.With(terms => new PageSearch(searcher, terms).Of(query));
        }
        catch (Exception fault) when (fault is not IOException && OpenIndex.IsOfTheDisk(fault))
        {
            throw new IOException("The index cannot be read now.", fault);
        }
        finally
        {
            searchers.Release(searcher);
        }
    }

    /// <summary>What searches see, and the number of the log up to which that is complete.</summary>
    /// <exception cref="IOException">It is being opened anew.</exception>
    public T Look<T>(Func<Lucene.Net.Index.IndexReader, long, T> look)
    {
        var complete = Position;
        var searchers = (Volatile.Read(ref index) ?? throw new IOException("The index is being opened anew after a fault of the disk.")).Searchers;
        var searcher = searchers.Acquire();
        try
        {
            return look(searcher.IndexReader, complete);
        }
        finally
        {
            searchers.Release(searcher);
        }
    }

    public void Dispose()
    {
        try
        {
            if (index is { } open)
            {
                _ = IsUncommitted(open) && Commit(open);
                open.Close();
            }
        }
        catch (Exception fault) when (OpenIndex.IsOfTheDisk(fault))
        {
            index?.Abandon();
        }

        news.Dispose();
    }

    // What was merged away lies on the disk until the next commit.
    private bool IsUncommitted(OpenIndex open) => unwritten || open.Writer.HasUncommittedChanges();

    private bool Commit(OpenIndex open)
    {
        // With nothing written meanwhile: what pages say of others since then stands in it too.
        open.Commit(log, position, relink);
        unwritten = false;
        return true;
    }
}
