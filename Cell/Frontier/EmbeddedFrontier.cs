using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>The queue of URLs in one folder of this cell. Every answer comes after its writes are on disk; memory that may differ from the disk,
/// at the start and after a fault, is read anew before anything else is done.</summary>
internal sealed class EmbeddedFrontier : IOwnFrontier
{
    private readonly FrontierRows rows;
    private readonly FrontierDesk desk;
    private readonly TimeProvider time;
    private readonly CommitLoop loop;
    private bool loaded;
    private FrontierFigures figures = new(0, 1, 0, 0); // not dry before it is known to be
    private CrawlDemand demand = new(0, 0, 0);

    public EmbeddedFrontier(string folder, FrontierOptions options, TimeProvider time)
    {
        this.time = time;
        rows = new FrontierRows(folder);
        desk = new FrontierDesk(rows, options, time);
        loop = new CommitLoop(Begin, rows.Commit, () => loaded = false);
    }

    public FrontierFigures Figures => Volatile.Read(ref figures);

    public CrawlDemand Demand => Volatile.Read(ref demand);

    public Bell Grown { get; } = new();

    /// <summary>Measures the demand each second: time alone makes URLs ready.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            try
            {
                await MeasureAsync(stopping);
            }
            catch (IOException)
            {
                // The disk takes nothing now: what was measured last stands.
            }
        }
        while (await second.WaitForNextTickAsync(stopping));
    }

    public async Task MeasureAsync(CancellationToken cancellation) => Volatile.Write(ref demand, await ChangeAsync(desk.Tick, cancellation));

    public Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation) => ChangeAsync(() => desk.Lease(request), cancellation);

    public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation) => ChangeAsync(() => desk.Settle(settlement), cancellation);

    public async Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation)
    {
        var answer = await ChangeAsync(() => desk.Add(batch), cancellation);
        if (answer.New > 0)
        {
            Grown.Ring();
        }

        return answer;
    }

    public Task<int> VoidLeasesAsync(CellId cell, CancellationToken cancellation) => ChangeAsync(() => desk.VoidLeases(cell), cancellation);

    public Task<bool> IsWholeAsync(CancellationToken cancellation) => ChangeAsync(() => rows.IsWhole, cancellation);

    public Task SetWholeAsync(CancellationToken cancellation) => ChangeAsync(
        () =>
        {
            desk.EndRestoring();
            return true;
        },
        cancellation);

    public Task<OrderCopies> OrdersAsync(string known, CancellationToken cancellation) => ChangeAsync(() => desk.Orders(known), cancellation);

    public Task<int> MergeAsync(OrderCopies copies, CancellationToken cancellation) => ChangeAsync(() => desk.Merge(copies), cancellation);

    public Task<int> RestoreAsync(IReadOnlyList<KeptPage> pages, CancellationToken cancellation) => ChangeAsync(() => desk.Restore(pages), cancellation);

    public Task<int> AskAgainAsync(CancellationToken cancellation) => ChangeAsync(desk.AskAgain, cancellation);

    public Task<(IReadOnlyList<string> Urls, long Next)> VisitedAsync(long from, int most, CancellationToken cancellation) => ChangeAsync(() => desk.Visited((int)from, most), cancellation);

    public Task<int> AskAgainAsync(IReadOnlyList<string> urls, CancellationToken cancellation) => ChangeAsync(() => desk.AskAgain(urls), cancellation);

    public Task<FrontierView> LookAsync(string host, int most, CancellationToken cancellation) => ChangeAsync(() => desk.Look(host, most), cancellation);

    public Task<ScopeReceipt?> OrderAsync(ScopeAction action, string canonicalUrl, CancellationToken cancellation) => ChangeAsync(() => desk.Order(action, canonicalUrl), cancellation);

    public async ValueTask DisposeAsync()
    {
        await loop.DisposeAsync();
        rows.Dispose();
    }

    private void Begin()
    {
        if (!loaded)
        {
            rows.Load();
            desk.Load();
            loaded = true;
        }

        rows.Prepare();
    }

    private Task<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellation) => loop.RunAsync(
        () =>
        {
            var result = change();
            Volatile.Write(ref figures, desk.Figures);
            return result;
        },
        cancellation);
}
