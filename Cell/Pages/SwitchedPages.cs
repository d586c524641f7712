using System.Collections.Immutable;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>The store of an API that may become another one while it runs. Reads go on meanwhile; writes wait for the moment of the switch.</summary>
internal sealed class SwitchedPages : IPageStore
{
    private const int MostWriters = 1024;

    private readonly SemaphoreSlim writers = new(MostWriters, MostWriters);
    private readonly IPageStore first;
    private IPageStore current;

    public SwitchedPages(IPageStore first) => (this.first, current) = (first, first);

    public IPageStore Current => Volatile.Read(ref current);

    public Guid Origin => Current.Origin;

    public long Last => Current.Last;

    public long Indexed => Current.Indexed;

    public ImmutableDictionary<Guid, long> Heads => Current.Heads;

    public long Count => Current.Count;

    public long Held => Current.Held;

    public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation) => WriteAsync(store => store.SubmitAsync(batch, cancellation), cancellation);

    public Task HoldAsync(Guid origin, long upTo, CancellationToken cancellation) => WriteAsync(store => DoneAsync(store.HoldAsync(origin, upTo, cancellation)), cancellation);

    // A number is of one store's log: what was read from the one must not move the other's cursor.
    public Task AdvanceAsync(long upTo, CancellationToken cancellation)
    {
        var read = Current;
        return WriteAsync(store => store == read ? DoneAsync(store.AdvanceAsync(upTo, cancellation)) : Task.FromResult(true), cancellation);
    }

    public Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation) => Current.LogAsync(origin, after, cancellation);

    public Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation) => Current.ReadAsync(wish, cancellation);

    public Task<IReadOnlyList<string>> LackingAsync(IReadOnlyList<PageMark> marks, CancellationToken cancellation) => Current.LackingAsync(marks, cancellation);

    public Task<CrawledPage?> FindAsync(string url, CancellationToken cancellation) => Current.FindAsync(url, cancellation);

    public Task<IReadOnlyList<CrawledPage>> FollowingAsync(string url, int most, CancellationToken cancellation) => Current.FollowingAsync(url, most, cancellation);

    public Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellation) => Current.SearchAsync(query, cancellation);

    public Task<(long UpTo, IReadOnlyList<FoundLinks> Links)> LinksAfterCursorAsync(int most, CancellationToken cancellation) => Current.LinksAfterCursorAsync(most, cancellation);

    public Task RunAsync(CancellationToken stopping) => first.RunAsync(stopping);

    /// <summary>Another store takes the place of this one.</summary>
    /// <param name="last">What is left to be done while nothing is written. If it fails all stays as it was.</param>
    public async Task SwitchAsync(IPageStore other, Func<Task> last, CancellationToken cancellation)
    {
        var held = 0;
        try
        {
            for (; held < MostWriters; held++)
            {
                await writers.WaitAsync(cancellation);
            }

            await last();
            Volatile.Write(ref current, other);
        }
        finally
        {
            if (held > 0)
            {
                writers.Release(held);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Current != first)
        {
            await Current.DisposeAsync();
        }

        await first.DisposeAsync();
        writers.Dispose();
    }

    private async Task<T> WriteAsync<T>(Func<IPageStore, Task<T>> write, CancellationToken cancellation)
    {
        await writers.WaitAsync(cancellation);
        try
        {
            return await write(Current);
        }
        finally
        {
            writers.Release();
        }
    }

    private static async Task<bool> DoneAsync(Task done)
    {
        await done;
        return true;
    }
}
