using System.Globalization;
using Cell.Tissue;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>The Lucene.NET index over the page log. It runs behind and may be thrown away at any time: the number up to which it is complete
/// stands in its own commit, and the rest is read from the log again.</summary>
internal sealed class PageIndex : IDisposable
{
    private const int Together = 200;
    private const string Position = "seq";
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CommitEvery = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time;
    private readonly Func<long, int, IReadOnlyList<StoredPage>> readLog;
    private readonly Analyzer analyzer = new EnglishAnalyzer(LuceneVersion.LUCENE_48);
    private readonly FSDirectory directory;
    private readonly IndexWriter writer;
    private readonly SearcherManager searchers;
    private readonly SemaphoreSlim news = new(0, 1);
    private long position;
    private long committed;

    static PageIndex() => LuceneFormats.Register();

    /// <param name="last">The newest number of the log: an index that says more is another log's.</param>
    public PageIndex(string folder, TimeProvider time, long last, Func<long, int, IReadOnlyList<StoredPage>> readLog)
    {
        this.time = time;
        this.readLog = readLog;
        (directory, writer, searchers) = Open(folder, last);
        position = committed = PositionOf(writer);
    }

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

    public async Task RunAsync(CancellationToken stopping)
    {
        var lastCommit = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            var pages = readLog(position, Together);
            foreach (var page in pages)
            {
                writer.UpdateDocument(new Term("key", PageKey.Of(page.Page.Url)), PageDocument.Of(page));
                position = page.Seq;
            }

            if (pages.Count > 0)
            {
                searchers.MaybeRefresh();
            }

            if (position > committed && time.GetElapsedTime(lastCommit) > CommitEvery)
            {
                Commit();
                lastCommit = time.GetTimestamp();
            }

            if (pages.Count < Together)
            {
                await news.WaitAsync(Idle, stopping);
            }
        }
    }

    /// <param name="find">Reads the page of a hit: the text for its snippet is not kept twice.</param>
    public SearchAnswer Search(SearchQuery query, Func<string, StoredPage?> find)
    {
        var parts = QueryText.Read(query.Text);
        var asked = PageQuery.Of(parts, analyzer);
        var searcher = searchers.Acquire();
        try
        {
            var top = searcher.Search(asked, query.Page * query.PerPage);
            var words = PageQuery.Words(parts, analyzer);
            var hits = top.ScoreDocs.Skip((query.Page - 1) * query.PerPage)
                .Select(hit => (find(searcher.Doc(hit.Doc).Get("url", CultureInfo.InvariantCulture)), hit.Score))
                .Where(hit => hit.Item1 is not null)
                .Select(hit => Hit(hit.Item1!.Page, hit.Score, words)) // filtered just before
                .ToList();
            return new SearchAnswer(top.TotalHits, hits);
        }
        finally
        {
            searchers.Release(searcher);
        }
    }

    public void Dispose()
    {
        Commit();
        searchers.Dispose();
        writer.Dispose();
        directory.Dispose();
        analyzer.Dispose();
        news.Dispose();
    }

    private SearchHit Hit(CrawledPage page, float score, IReadOnlySet<string> words)
    {
        var (snippet, marks) = Snippet.Of(page.Text.Length > 0 ? page.Text : page.Description, words, analyzer);
        return new SearchHit(page.Url, page.Title, snippet, marks, score);
    }

    private void Commit()
    {
        if (position > committed)
        {
            writer.SetCommitData(new Dictionary<string, string> { [Position] = position.ToString(CultureInfo.InvariantCulture) });
            writer.Commit();
            committed = position;
        }
    }

    private static long PositionOf(IndexWriter writer) => writer.CommitData.TryGetValue(Position, out var text) && long.TryParse(text, out var seq) ? seq : 0;

    // A broken index is thrown away: the pages are the truth. Lucene.NET says by many exceptions that it cannot read a file.
    private (FSDirectory, IndexWriter, SearcherManager) Open(string folder, long last)
    {
        try
        {
            var opened = OpenOnce(folder);
            if (PositionOf(opened.Writer) <= last)
            {
                return opened;
            }

            opened.Searchers.Dispose();
            opened.Writer.Dispose();
            opened.Directory.Dispose();
        }
        catch (Exception fault) when (fault is not UnauthorizedAccessException)
        {
            // Made anew below; if the disk itself is at fault, that throws.
        }

        if (System.IO.Directory.Exists(folder))
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }

        return OpenOnce(folder);
    }

    private (FSDirectory Directory, IndexWriter Writer, SearcherManager Searchers) OpenOnce(string folder)
    {
        var opened = FSDirectory.Open(folder);
        IndexWriter? made = null;
        try
        {
            if (IndexWriter.IsLocked(opened))
            {
                // The data folder's own lock keeps other processes out: this one is a crash's.
                IndexWriter.Unlock(opened);
            }

            made = new IndexWriter(opened, new IndexWriterConfig(LuceneVersion.LUCENE_48, analyzer) { RAMBufferSizeMB = 16 });
            return (opened, made, new SearcherManager(made, applyAllDeletes: true, null));
        }
        catch
        {
            made?.Rollback();
            opened.Dispose();
            throw;
        }
    }
}
