using System.Globalization;
using Cell.Storage;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>The files of an index, opened for writing and searching, with the number of the log up to which they are complete.</summary>
internal sealed record OpenIndex(Lucene.Net.Store.Directory Directory, IndexWriter Writer, SearcherManager Searchers)
{
    public const string PositionKey = "seq";
    public const string LogKey = "log";
    private const string FormKey = "form";
    private const string RelinkKey = "relink";

    /// <summary>Names the log that the position is of; "" when there is none.</summary>
    public string Log => Writer.CommitData.TryGetValue(LogKey, out var log) ? log : "";

    public long Position => Writer.CommitData.TryGetValue(PositionKey, out var text) && long.TryParse(text, out var seq) ? seq : 0;

    /// <summary>How its documents were made; "" when there are none.</summary>
    public string Form => Writer.CommitData.TryGetValue(FormKey, out var form) ? form : "";

    /// <summary>Pages of which others say something else since they were indexed.</summary>
    public IEnumerable<string> Relink => Writer.CommitData.TryGetValue(RelinkKey, out var pages) ? pages.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>A broken index is thrown away: the pages are the truth. Lucene.NET says by many exceptions that it cannot read a file.</summary>
    public static OpenIndex Of(string folder, ProcessorShare share)
    {
        try
        {
            return Once(folder, share);
        }
        catch (Exception fault) when (fault is not UnauthorizedAccessException)
        {
            // If the disk itself is at fault, this throws.
            return Anew(folder, share);
        }
    }

    public static OpenIndex Anew(string folder, ProcessorShare share)
    {
        if (System.IO.Directory.Exists(folder))
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }

        return Once(folder, share);
    }

    public static bool IsOfTheDisk(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or ObjectDisposedException or InvalidOperationException or MergePolicy.MergeException;

    public void Commit(string log, long position, IEnumerable<string> relink)
    {
        Writer.SetCommitData(new Dictionary<string, string>
        {
            [LogKey] = log,
            [PositionKey] = position.ToString(CultureInfo.InvariantCulture),
            [FormKey] = PageDocument.Form,
            [RelinkKey] = string.Join(' ', relink),
        });
        Writer.Commit();
    }

    public void Close()
    {
        Searchers.Dispose();
        Writer.Dispose();
        Directory.Dispose();
    }

    /// <summary>Closes it without a last write.</summary>
    public void Abandon()
    {
        try
        {
            Searchers.Dispose();
            Writer.Rollback();
        }
        catch (Exception fault) when (IsOfTheDisk(fault))
        {
            // The writer has closed itself at the fault.
        }

        Directory.Dispose();
    }

    private static OpenIndex Once(string folder, ProcessorShare share)
    {
        var opened = Paced(new MappedDirectory(folder), share);
        IndexWriter? made = null;
        try
        {
            if (IndexWriter.IsLocked(opened))
            {
                // The data folder's own lock keeps other processes out: this one is a crash's.
                IndexWriter.Unlock(opened);
            }

            made = new IndexWriter(opened, new IndexWriterConfig(LuceneVersion.LUCENE_48, Language.English.Analyzer)
            {
                RAMBufferSizeMB = 16,
                MergePolicy = new TieredMergePolicy { ForceMergeDeletesPctAllowed = 0, SegmentsPerTier = 4, MaxMergeAtOnce = 4 },
                MergeScheduler = new MeasuredMerges(share),
                Similarity = RankedHits.Similarity,
            });
            return new OpenIndex(opened, made, new SearcherManager(made, applyAllDeletes: true, new Ranked()));
        }
        catch
        {
            made?.Rollback();
            opened.Dispose();
            throw;
        }
    }

    private static RateLimitedDirectoryWrapper Paced(MappedDirectory files, ProcessorShare share)
    {
        var paced = new RateLimitedDirectoryWrapper(files);
        paced.SetRateLimiter(new Turns(share), IOContext.UsageContext.FLUSH);
        paced.SetRateLimiter(new Turns(share), IOContext.UsageContext.MERGE);
        return paced;
    }

    private sealed class Ranked : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader) => new RankedSearcher(reader);
    }

    // On threads of their own, as light as the one that writes: what they take is the background's.
    private sealed class MeasuredMerges(ProcessorShare share) : ConcurrentMergeScheduler
    {
        protected override void DoMerge(MergePolicy.OneMerge merge) => share.Measured(() =>
        {
            base.DoMerge(merge);
            return true;
        });
    }

    // Segments are written in steps of a buffer each: a merge may be minutes of work. What is limited is time, whatever is written in it.
    private sealed class Turns(ProcessorShare share) : RateLimiter
    {
        public override double MbPerSec => double.PositiveInfinity;

        public override void SetMbPerSec(double mbPerSec)
        {
        }

        public override long Pause(long bytes)
        {
            share.Pause();
            return 0;
        }
    }
}
