using Cell.Identity;

namespace Cell.Pages;

/// <summary>A dying API's last work: it takes no pages any more, and waits until the living siblings have its log.</summary>
/// <param name="close">Refuses pages from now on.</param>
internal sealed class HandOver(IPageStore pages, Copies copies, Func<IReadOnlyList<CellId>> living, Action close, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // A guard moves the pages of one that cannot hand them over to a relic.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>What was not handed over; "" when all was, or nobody is there to take it.</returns>
    public async Task<string> RunAsync(CancellationToken stopping)
    {
        close();
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Patience)
        {
            if (Lacking() is "")
            {
                return "";
            }

            await Task.Delay(Look, time, stopping);
        }

        return Lacking();
    }

    private string Lacking()
    {
        var behind = copies.Behind(living(), pages.Last);
        return behind.Count > 0 ? $"{behind.Count} of the other API cells ({string.Join(", ", behind.Select(cell => cell.Short))}) do not have all of its pages." : "";
    }
}
