using Cell.Identity;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>The queue of URLs as an API cell runs it: in a folder of its own, or in a database and a broker that APIs share.</summary>
/// <remarks>Whatever cannot be done now (a full disk, a database or broker that does not answer) is an IOException: it may be tried again.</remarks>
internal interface IOwnFrontier : IFrontier, IAsyncDisposable
{
    FrontierFigures Figures { get; }

    /// <summary>As last measured.</summary>
    CrawlDemand Demand { get; }

    /// <summary>Rings when there are new URLs.</summary>
    Bell Grown { get; }

    /// <summary>What it does beside its answers, until told to stop.</summary>
    Task RunAsync(CancellationToken stopping);

    /// <summary>What time alone changes, and the figures of this moment.</summary>
    Task MeasureAsync(CancellationToken cancellation);

    /// <summary>The cell's process has ended: what it held is due again.</summary>
    /// <returns>So many hosts.</returns>
    Task<int> VoidLeasesAsync(CellId cell, CancellationToken cancellation);

    /// <summary>False: it is new, or a part of it was lost, and it was not made anew yet.</summary>
    Task<bool> IsWholeAsync(CancellationToken cancellation);

    Task SetWholeAsync(CancellationToken cancellation);

    /// <summary>What was ordered here, for others that may run the frontier one day.</summary>
    /// <param name="known">The token of the last answer: nothing is told twice.</param>
    Task<OrderCopies> OrdersAsync(string known, CancellationToken cancellation);

    /// <summary>What was ordered elsewhere.</summary>
    /// <returns>So many orders were new.</returns>
    Task<int> MergeAsync(OrderCopies copies, CancellationToken cancellation);

    /// <summary>Pages that are stored become known again.</summary>
    Task<int> RestoreAsync(IReadOnlyList<KeptPage> pages, CancellationToken cancellation);

    /// <summary>All that gave a page is due, as if it never had.</summary>
    /// <returns>So many URLs.</returns>
    Task<int> AskAgainAsync(CancellationToken cancellation);

    /// <summary>These are due, as if they had never given a page.</summary>
    /// <returns>So many of them are known, and not being visited now.</returns>
    Task<int> AskAgainAsync(IReadOnlyList<string> urls, CancellationToken cancellation);

    /// <summary>URLs that gave a page when they were visited last, some of them at a time.</summary>
    /// <param name="from">0, then what the last call returned as next; that is -1 when there are no more.</param>
    Task<(IReadOnlyList<string> Urls, long Next)> VisitedAsync(long from, int most, CancellationToken cancellation);

    /// <param name="host">"" for those that need the longest.</param>
    Task<FrontierView> LookAsync(string host, int most, CancellationToken cancellation);

    /// <returns>Null: no such scope.</returns>
    Task<ScopeReceipt?> OrderAsync(ScopeAction action, string canonicalUrl, CancellationToken cancellation);
}
