using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Brings into a store what it lacks of another copy's log. How far it came is noted in the store: it goes on from there, whoever pulls next.</summary>
internal sealed class PagePull(IPageStore pages, TimeProvider time)
{
    private const int Together = 500;

    /// <summary>Up to where the log ends at first: it may grow faster than it is read.</summary>
    /// <param name="known">The other copy's origin as it was last seen; empty: never.</param>
    /// <returns>Its origin.</returns>
    public async Task<Guid> FromAsync(Guid known, IPageCopy copy, CancellationToken stopping)
    {
        var stretch = await copy.LogAsync(known == Guid.Empty ? null : known, pages.Heads.GetValueOrDefault(known), stopping);
        if (stretch.Origin == pages.Origin)
        {
            // The same database: it is only told so, for it does not leave before all have its pages.
            await copy.LogAsync(pages.Origin, pages.Last, stopping);
            return stretch.Origin;
        }

        if (stretch.Origin != known)
        {
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
                return stretch.Origin;
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
}
