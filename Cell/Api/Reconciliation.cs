using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Api;

/// <summary>At the start of an API: a frontier that was lost is made anew from the pages and their links; pages that were lost are due again.</summary>
/// <param name="othersHavePages">Whether another living API has pages; null: not known yet.</param>
internal sealed partial class Reconciliation(IPageStore pages, EmbeddedFrontier frontier, Func<bool?> othersHavePages, TimeProvider time, ILogger<Reconciliation> log)
{
    private const int Together = 100;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!await TryAsync(stopping))
        {
            await Task.Delay(Look, time, stopping);
        }
    }

    /// <returns>False: to be tried again.</returns>
    private async Task<bool> TryAsync(CancellationToken stopping)
    {
        try
        {
            // Asked, not counted: a database that does not answer yet has lost nothing.
            var any = (await pages.FollowingAsync("", 1, stopping)).Count > 0;
            if (!await frontier.IsWholeAsync(stopping))
            {
                await RestoreAsync(any, stopping);
            }

            return any || await AskAgainAsync(stopping);
        }
        catch (IOException)
        {
            // The disk or the database does not take it now.
            return false;
        }
    }

    // Scopes first, for links out of all scopes are dropped: those of the seeds, whose pages are at depth 0.
    private async Task RestoreAsync(bool any, CancellationToken stopping)
    {
        if (any)
        {
            var last = pages.Last;
            LogRestoring(pages.Count);
            await ForAllAsync(some => frontier.RestoreAsync([.. some.Select(Kept)], stopping), stopping);
            await ForAllAsync(some => frontier.AddAsync(new LinkBatch(1, FollowedLinks.Of(some)), stopping), stopping);
            await pages.AdvanceAsync(last, stopping);
        }

        await frontier.SetWholeAsync(stopping);
    }

    private async Task<bool> AskAgainAsync(CancellationToken stopping)
    {
        if (othersHavePages() is not { } held)
        {
            return false;
        }

        if (!held && await frontier.AskAgainAsync(stopping) is > 0 and var urls)
        {
            LogAskingAgain(urls);
        }

        return true;
    }

    private async Task ForAllAsync(Func<IReadOnlyList<CrawledPage>, Task> work, CancellationToken stopping)
    {
        for (var some = await pages.FollowingAsync("", Together, stopping); some.Count > 0; some = await pages.FollowingAsync(some[^1].Url, Together, stopping))
        {
            await work(some);
        }
    }

    private static KeptPage Kept(CrawledPage page) => new(
        page.Url, page.Depth, page.Fetched, new PageVersion(page.Hash, page.Headers.GetValueOrDefault("etag", ""), page.Headers.GetValueOrDefault("last-modified", "")));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The frontier was lost: it is made anew from {Pages} pages and their links. Hosts are not asked before the leases of the old one have ended.")]
    private partial void LogRestoring(long pages);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pages were lost, here and elsewhere: {Urls} URLs that gave them are due again.")]
    private partial void LogAskingAgain(int urls);
}
