using System.Threading.Channels;
using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Api;

/// <summary>When an API has ended, what only it had taken is due again: the frontier knows it as visited, and no copy of the pages holds it.</summary>
/// <param name="runsFrontier">Does this cell?</param>
internal sealed partial class LostPages(IPageStore pages, IOwnFrontier frontier, Func<bool> runsFrontier, TimeProvider time, ILogger<LostPages> log)
{
    private const int Together = 200;

    // Until the last lease has ended by which pages were brought there.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(75);

    // One look is enough for all that ended before it.
    private readonly Channel<bool> ended = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>An API is on the roster no more.</summary>
    public void Ended() => ended.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await ended.Reader.WaitToReadAsync(stopping);
            await Task.Delay(Settled, time, stopping);
            ended.Reader.TryRead(out _);
            try
            {
                if (runsFrontier() && await LookAsync(stopping) is > 0 and var lost)
                {
                    LogLost(lost);
                }
            }
            catch (IOException)
            {
                // The disk does not take it now.
                Ended();
            }
        }
    }

    /// <returns>So many URLs are due again.</returns>
    internal async Task<int> LookAsync(CancellationToken stopping)
    {
        var lost = 0;
        for (var (urls, next) = await frontier.VisitedAsync(0, Together, stopping); ; (urls, next) = await frontier.VisitedAsync(next, Together, stopping))
        {
            var missing = new List<string>();
            foreach (var url in urls)
            {
                if (await pages.FindAsync(url, stopping) is null)
                {
                    missing.Add(url);
                }
            }

            lost += missing.Count > 0 ? await frontier.AskAgainAsync(missing, stopping) : 0;
            if (next < 0)
            {
                return lost;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An API ended with pages that no other had yet: {Urls} URLs are due again.")]
    private partial void LogLost(int urls);
}
