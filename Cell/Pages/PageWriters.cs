using System.Collections.Concurrent;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Writes pages into an index by all processors, where nobody else wants them.</summary>
internal sealed class PageWriters(ProcessorShare share)
{
    private int busy;

    /// <summary>All processors write now. Else some are left to others: while one writer flushes, at a commit, or at the last page of a turn.</summary>
    public bool HaveAllProcessors => Volatile.Read(ref busy) >= Environment.ProcessorCount;

    /// <returns>Pages of which these say something else than before.</returns>
    public async Task<IEnumerable<string>> WriteAsync(OpenIndex open, IReadOnlyList<LoggedPage> pages, CancellationToken stopping)
    {
        // Each takes the next address when it is free; what came of one address stays in its order.
        var addresses = new ConcurrentQueue<IGrouping<string, LoggedPage>>(pages.GroupBy(page => page.Key, StringComparer.Ordinal));
        var most = share.IsAlone ? Environment.ProcessorCount : 1;
        return (await Task.WhenAll(Enumerable.Range(0, most).Select(_ => share.RunAsync(() => Write(open, addresses), stopping)))).SelectMany(said => said);
    }

    public static T With<T>(OpenIndex open, Func<PageWriting, T> work)
    {
        var searcher = open.Searchers.Acquire();
        try
        {
            return work(new PageWriting(open.Writer, searcher.IndexReader));
        }
        finally
        {
            open.Searchers.Release(searcher);
        }
    }

    private IReadOnlyCollection<string> Write(OpenIndex open, ConcurrentQueue<IGrouping<string, LoggedPage>> addresses)
    {
        Interlocked.Increment(ref busy);
        try
        {
            return With(open, writing => writing.Write(share.Paced(Taken(addresses))));
        }
        finally
        {
            Interlocked.Decrement(ref busy);
        }
    }

    private static IEnumerable<CrawledPage> Taken(ConcurrentQueue<IGrouping<string, LoggedPage>> addresses)
    {
        while (addresses.TryDequeue(out var same))
        {
            foreach (var page in same.Select(page => page.Readable).OfType<CrawledPage>())
            {
                yield return page;
            }
        }
    }
}
