using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Api;

/// <summary>A frontier that was lost, or is taken over from another cell, learns what it lacks from the pages and their links; at the start of an API pages that
/// were lost are due again.</summary>
/// <param name="othersHavePages">Whether another living API has pages; null: not known yet.</param>
internal sealed partial class Reconciliation(IPageStore pages, IOwnFrontier frontier, Func<bool?> othersHavePages, TimeProvider time, ILogger<Reconciliation> log)
{
    private const int Together = 100;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private bool compared;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await LookAsync(stopping);
            await Task.Delay(Look, time, stopping);
        }
    }

    /// <returns>False: something of it is still to be done.</returns>
    internal async Task<bool> LookAsync(CancellationToken stopping)
    {
        try
        {
            var whole = await frontier.IsWholeAsync(stopping);
            if (whole && compared)
            {
                return true;
            }

            // Asked, not counted: a database that does not answer yet has lost nothing.
            var any = (await pages.FollowingAsync("", 1, stopping)).Count > 0;
            if (!whole)
            {
                await RestoreAsync(any, stopping);
            }

            return compared = compared || any || await AskAgainAsync(stopping);
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

    public static KeptPage Kept(CrawledPage page) => new(
        page.Url, page.Depth, page.Fetched, new PageVersion(page.Hash, page.Headers.GetValueOrDefault("etag", ""), page.Headers.GetValueOrDefault("last-modified", "")));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The frontier is new here: it learns from {Pages} pages and their links. Hosts are not asked before the leases of the old one have ended.")]
    private partial void LogRestoring(long pages);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pages were lost, here and elsewhere: {Urls} URLs that gave them are due again.")]
    private partial void LogAskingAgain(int urls);
}
