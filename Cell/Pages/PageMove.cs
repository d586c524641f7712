using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Pages;

/// <summary>Moves an API's pages into another store while it runs. Copied is by the store's own log, as a sibling does, so a move that was interrupted goes
/// on where it stopped; what comes in meanwhile is copied too, and the last of it while writes wait.</summary>
/// <param name="keep">From now on a start of this cell opens the other store.</param>
internal sealed partial class PageMove(SwitchedPages pages, IPageStore to, Action keep, TimeProvider time, ILogger<PageMove> log)
{
    // So many are copied while writes wait: less than a second's work.
    private const int Few = 200;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly IPageStore from = pages.Current;
    private string trouble = "";
    private long emitted;

    /// <summary>Numbers of the log that are not copied yet.</summary>
    public long Left => pages.Current == to ? 0 : from.Last - to.Heads.GetValueOrDefault(from.Origin);

    public bool Done => pages.Current == to;

    /// <summary>What it waits for; "" when it goes on.</summary>
    public string Trouble => Volatile.Read(ref trouble);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!Done)
        {
            try
            {
                await MoveAsync(stopping);
                Volatile.Write(ref trouble, "");
                LogMoved(to.Count);
            }
            catch (Exception fault) when (fault is IOException or TissueException)
            {
                if (Trouble != fault.Message)
                {
                    LogWaiting(fault.Message);
                }

                Volatile.Write(ref trouble, fault.Message);
                await Task.Delay(Retry, time, stopping);
            }
        }
    }

    private async Task MoveAsync(CancellationToken stopping)
    {
        // Known before the log is read: what it tells is held then.
        await to.FindAsync("http://first.test/", stopping);
        var pull = new PagePull(to, time);
        do
        {
            await pull.FromAsync(from.Origin, from, stopping);
        }
        while (Left > Few);

        await ScanAsync(stopping);
        await pages.SwitchAsync(to, () => FinishAsync(pull, stopping), stopping);
    }

    private async Task FinishAsync(PagePull pull, CancellationToken stopping)
    {
        await pull.FromAsync(from.Origin, from, stopping);
        if (Left > 0)
        {
            throw new IOException($"{Left} pages are not copied yet.");
        }

        // All that it had of other copies is there too.
        foreach (var (origin, upTo) in from.Heads.Where(head => head.Key != to.Origin && head.Value > to.Heads.GetValueOrDefault(head.Key)))
        {
            await to.HoldAsync(origin, upTo, stopping);
        }

        await ScanAsync(stopping);
        await to.AdvanceAsync(emitted, stopping);
        keep();
    }

    // Up to which number of the other log the frontier has all links: up to the first stretch with a page that is not here, or whose links it has not got.
    private async Task ScanAsync(CancellationToken stopping)
    {
        var unsent = new HashSet<string>(StringComparer.Ordinal);
        for (var at = from.Last - from.Held; at < from.Last;)
        {
            var stretch = await from.LogAsync(from.Origin, at, stopping);
            unsent.UnionWith(stretch.Entries.Select(mark => mark.Url));
            at = stretch.UpTo;
        }

        for (var last = to.Last; emitted < last;)
        {
            var stretch = await to.LogAsync(to.Origin, emitted, stopping);
            if (stretch.Entries.Any(mark => unsent.Contains(mark.Url)) || (await from.LackingAsync(stretch.Entries, stopping)).Count > 0)
            {
                return;
            }

            emitted = stretch.UpTo;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The pages are moved: {Pages} are in the other store, which is used from now on. pages.db and index/ may be deleted.")]
    private partial void LogMoved(long pages);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The move of the pages waits, and goes on by itself: {Reason}")]
    private partial void LogWaiting(string reason);
}
