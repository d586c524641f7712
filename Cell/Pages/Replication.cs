using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Pages;

/// <summary>Pulls from the other API cells what this copy of the pages lacks.</summary>
/// <param name="siblings">The living ones.</param>
internal sealed partial class Replication(IPageStore pages, Func<IReadOnlyList<Sibling>> siblings, Func<Sibling, IPageCopy> reach, TimeProvider time, ILogger<Replication> log)
{
    // What one of them has, all have soon.
    private const int MostAsked = 8;
    private const int Together = 500;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Dictionary<CellId, Guid> origins = [];
    private readonly HashSet<CellId> failing = [];
    private Abreast abreast = Abreast.Never;

    /// <summary>Has this copy, and its index, what the others had half a minute ago?</summary>
    public bool CaughtUp => Volatile.Read(ref abreast).Holds(pages.Indexed, time.GetUtcNow());

    /// <summary>When the last round began that brought all that the others had.</summary>
    public DateTimeOffset Whole => Volatile.Read(ref abreast).Began;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        do
        {
            await RoundAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    internal async Task RoundAsync(CancellationToken stopping)
    {
        var began = time.GetUtcNow();
        var asked = siblings().ToArray();
        Random.Shared.Shuffle(asked);
        var whole = true;
        foreach (var sibling in asked.Take(MostAsked))
        {
            whole &= await TryCatchUpAsync(sibling, stopping);
        }

        if (whole)
        {
            Volatile.Write(ref abreast, abreast.With(began, pages.Last, pages.Indexed));
        }
    }

    private async Task<bool> TryCatchUpAsync(Sibling sibling, CancellationToken stopping)
    {
        try
        {
            await CatchUpAsync(sibling.Cell, reach(sibling), stopping);
            failing.Remove(sibling.Cell);
            return true;
        }
        catch (Exception fault) when (fault is TissueException or IOException)
        {
            // One line until it is well again.
            if (failing.Add(sibling.Cell))
            {
                LogNotPulled(sibling.Cell.Short, fault.Message);
            }

            return false;
        }
    }

    // Up to where its log ends at first: it may grow faster than it is read.
    private async Task CatchUpAsync(CellId cell, IPageCopy copy, CancellationToken stopping)
    {
        var stretch = await copy.LogAsync(origins.TryGetValue(cell, out var known) ? known : null, pages.Heads.GetValueOrDefault(known), stopping);
        if (stretch.Origin != known)
        {
            origins[cell] = stretch.Origin;
            stretch = await copy.LogAsync(stretch.Origin, pages.Heads.GetValueOrDefault(stretch.Origin), stopping);
        }

        for (var goal = stretch.Last; ; stretch = await copy.LogAsync(stretch.Origin, stretch.UpTo, stopping))
        {
            await PullAsync(copy, await pages.LackingAsync(stretch.Entries, stopping), stopping);
            var held = pages.Heads.GetValueOrDefault(stretch.Origin);
            if (stretch.UpTo > held)
            {
                await pages.HoldAsync(stretch.Origin, stretch.UpTo, stopping);
            }

            if (stretch.UpTo >= goal || stretch.UpTo <= held)
            {
                return;
            }
        }
    }

    private async Task PullAsync(IPageCopy copy, IReadOnlyList<string> lacking, CancellationToken stopping)
    {
        var wanted = new Queue<string>(lacking);
        while (wanted.Count > 0)
        {
            var batch = await copy.ReadAsync(new PageWish(1, [.. wanted.Take(Together)]), stopping);
            if (PageRules.Fault(batch, time.GetUtcNow()) is { } fault)
            {
                throw new TissueException($"A sibling sent what is no page: {fault}", null, null);
            }

            await pages.SubmitAsync(batch, stopping);
            Strike(wanted, batch);
        }
    }

    // The answer has the first ones of what is there: what was passed over is there no more.
    private static void Strike(Queue<string> wanted, PageBatch batch)
    {
        var last = batch.Pages.Count > 0 ? batch.Pages[^1].Url : null;
        while (wanted.TryDequeue(out var url) && url != last)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pages of the sibling {Cell} could not be pulled: {Reason}")]
    private partial void LogNotPulled(string cell, string reason);
}
