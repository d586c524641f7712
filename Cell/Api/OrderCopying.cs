using Cell.Frontier;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Api;

/// <summary>Takes over what was ordered at the other cells that may run the frontier: seeds and scopes survive the machine at which they were given.</summary>
/// <param name="others">Their tissue addresses.</param>
/// <param name="ask">What was ordered there since the token.</param>
internal sealed partial class OrderCopying(
    IOwnFrontier frontier, Func<IReadOnlyList<string>> others, Func<string, string, CancellationToken, Task<OrderCopies>> ask, TimeProvider time, ILogger<OrderCopying> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await RoundAsync(stopping);
        }
    }

    internal async Task RoundAsync(CancellationToken stopping)
    {
        foreach (var other in others())
        {
            try
            {
                var copies = await ask(other, tokens.GetValueOrDefault(other, ""), stopping);
                if (copies.Scopes.Count + copies.Seeds.Count > 0 && await frontier.MergeAsync(copies, stopping) is > 0 and var news)
                {
                    LogTaken(news, other);
                }

                tokens[other] = copies.Token;
            }
            catch (Exception fault) when (fault is TissueException or IOException)
            {
                // At the next beat.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} orders about what is crawled were taken over from {Other}.")]
    private partial void LogTaken(int count, string other);
}
