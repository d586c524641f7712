using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Carries the links of acknowledged pages to the frontier, in the order of the log. The cursor moves after the frontier has them on
/// disk: a crash between the two emits again, which is harmless. It waits while clients want the cell for themselves, a minute at most: then it
/// takes a tenth of the time.</summary>
/// <param name="underLoad">Do clients want it for themselves?</param>
/// <param name="here">Does this cell run the frontier? The links of pages that others took come to it with their copies.</param>
internal sealed class Emission(IPageStore pages, Func<bool> here, Func<bool> underLoad, TimeProvider time)
{
    private const int Together = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(60);

    // Nine times as long as it worked: so it has its tenth.
    private const int Rest = 9;

    private long? loaded;

    public async Task RunAsync(IFrontier frontier, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(await StepAsync(frontier, stopping), time, stopping);
        }
    }

    /// <returns>To be waited before the next.</returns>
    internal async Task<TimeSpan> StepAsync(IFrontier frontier, CancellationToken stopping)
    {
        loaded = pages.Held > 0 && underLoad() ? loaded ?? time.GetTimestamp() : null;
        if (pages.Held == 0 || !here() || (loaded is { } since && time.GetElapsedTime(since) < MostWait))
        {
            return Idle;
        }

        var began = time.GetTimestamp();
        try
        {
            var (upTo, links) = await pages.LinksAfterCursorAsync(Together, stopping);
            if (links.Count > 0)
            {
                await frontier.AddAsync(new LinkBatch(1, links), stopping);
            }

            await pages.AdvanceAsync(upTo, stopping);
            return loaded is null ? TimeSpan.Zero : time.GetElapsedTime(began) * Rest;
        }
        catch (Exception fault) when (fault is IOException or TissueException)
        {
            return Retry;
        }
    }
}
