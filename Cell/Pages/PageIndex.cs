using System.Globalization;
using Cell.Storage;
using Cell.Tissue;
using LiteDB;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>The Lucene.NET index over the page log. It runs behind and may be thrown away at any time: the number up to which it is complete
/// stands in its own commit, and the rest is read from the log again.</summary>
internal sealed class PageIndex : IDisposable
{
    private const int Together = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CommitEvery = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time;
    private readonly Analyzer analyzer = new EnglishAnalyzer(LuceneVersion.LUCENE_48);
    private readonly string folder;
    private readonly SemaphoreSlim news = new(0, 1);
    private string log = "";
    private OpenIndex? index;
    private long position;
    private long committed;

    static PageIndex() => LuceneFormats.Register();

    public PageIndex(string folder, TimeProvider time)
    {
        this.folder = folder;
        this.time = time;
        index = OpenIndex.Of(folder, analyzer);
        position = committed = index.Position;
    }

    /// <summary>Before it runs: an index of another log, or one that says more than the log, is thrown away.</summary>
    /// <param name="last">The newest number of the log.</param>
    public void HoldTo(Guid origin, long last)
    {
        log = origin.ToString("D");
        if (position > last || (position > 0 && index?.Log != log))
        {
            index?.Close();
            index = OpenIndex.Anew(folder, analyzer);
            position = committed = index.Position;
        }
    }

    /// <summary>The number of the log up to which searches find it.</summary>
    public long Position => Volatile.Read(ref position);

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
    public async Task RunAsync(Func<long, int, Arrivals<BsonDocument>> read, CancellationToken stopping)
    {
        var lastCommit = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var open = Opened();
                var rows = read(position, Together);
                var more = rows.UpTo > position && await BackgroundThreads.RunAsync(() => Follow(open, rows.Select(PageRow.Read)));
                if (position > committed && time.GetElapsedTime(lastCommit) > CommitEvery)
                {
                    await BackgroundThreads.RunAsync(() => Commit(open));
                    lastCommit = time.GetTimestamp();
                }

                if (!more)
                {
                    await news.WaitAsync(Idle, stopping);
                }
            }
            catch (Exception fault) when (OpenIndex.IsOfTheDisk(fault))
            {
                // A full disk, most likely. Lucene.NET's writer is not to be used after a fault: what it had not committed is read from the log again.
                Abandon();
                await Task.Delay(Retry, time, stopping);
            }
        }
    }

    // True: there may be more.
    private bool Follow(OpenIndex open, Arrivals<CrawledPage> arrivals)
    {
        foreach (var page in arrivals.Pages)
        {
            var key = new Term("key", PageKey.Of(page.Url));
            if (page.State == PageState.Gone)
            {
                open.Writer.DeleteDocuments(key);
            }
            else
            {
                open.Writer.UpdateDocument(key, PageDocument.Of(page));
            }
        }

        if (arrivals.Pages.Count > 0)
        {
            open.Searchers.MaybeRefresh();
        }

        Volatile.Write(ref position, arrivals.UpTo);
        return true;
    }

    private OpenIndex Opened()
    {
        if (index is null)
        {
            var opened = OpenIndex.Of(folder, analyzer);
            position = committed = opened.Position;
            Volatile.Write(ref index, opened);
        }

        return index;
    }

    private void Abandon()
    {
        var broken = index;
        Volatile.Write(ref index, null);
        broken?.Abandon();
    }

    /// <param name="find">Reads the page of a hit: the text for its snippet is not kept twice.</param>
    public SearchAnswer Search(SearchQuery query, Func<string, CrawledPage?> find)
    {
        var parts = QueryText.Read(query.Text);
        var searchers = (Volatile.Read(ref index) ?? throw new IOException("The index is being opened anew after a fault of the disk.")).Searchers;
        var searcher = searchers.Acquire();
        try
        {
            var (total, folded) = RankedHits.Of(searcher, PageQuery.Of(parts, analyzer), query.Page * query.PerPage);
            if (total == 0 && PageQuery.Relaxed(parts, analyzer) is { } relaxed)
            {
                (total, folded) = RankedHits.Of(searcher, relaxed, query.Page * query.PerPage);
            }

            var words = PageQuery.Words(parts, analyzer);
            var hits = folded.Skip((query.Page - 1) * query.PerPage).Take(query.PerPage)
                .Select(hit => (Page: find(searcher.Doc(hit.Best.Document).Get("url", CultureInfo.InvariantCulture)), Hit: hit))
                .Where(hit => hit.Page is not null)
                .Select(hit => Hit(hit.Page!, hit.Hit, words)) // filtered just before
                .ToList();
            return new SearchAnswer(total, hits);
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
                Commit(open);
                open.Close();
            }
        }
        catch (Exception fault) when (OpenIndex.IsOfTheDisk(fault))
        {
            index?.Abandon();
        }

        analyzer.Dispose();
        news.Dispose();
    }

    private SearchHit Hit(CrawledPage page, FoldedHit hit, IReadOnlySet<string> words)
    {
        var (snippet, marks) = Snippet.Of(page.Text.Length > 0 ? page.Text : page.Description, words, analyzer);
        return new SearchHit(page.Url, page.Title, snippet, marks, hit.Best.Score, hit.Similar);
    }

    private bool Commit(OpenIndex open)
    {
        if (position <= committed)
        {
            return false;
        }

        open.Commit(log, position);
        committed = position;
        return true;
    }
}
