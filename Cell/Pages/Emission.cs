using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Carries the links of acknowledged pages to the frontier, in the order of the log. The cursor moves after the frontier has them on
/// disk: a crash between the two emits again, which is harmless.</summary>
/// <param name="here">Does this cell run the frontier? The links of pages that others took come to it with their copies.</param>
internal sealed class Emission(IPageStore pages, Func<bool> here, TimeProvider time)
{
    private const int Together = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public async Task RunAsync(IFrontier frontier, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(await StepAsync(frontier, stopping), time, stopping);
        }
    }

    private async Task<TimeSpan> StepAsync(IFrontier frontier, CancellationToken stopping)
    {
        if (pages.Held == 0 || !here())
        {
            return Idle;
        }

        try
        {
            var (upTo, links) = await pages.LinksAfterCursorAsync(Together, stopping);
            if (links.Count > 0)
            {
                await frontier.AddAsync(new LinkBatch(1, links), stopping);
            }

            await pages.AdvanceAsync(upTo, stopping);
            return TimeSpan.Zero;
        }
        catch (Exception fault) when (fault is IOException or TissueException)
        {
            return Retry;
        }
    }
}
