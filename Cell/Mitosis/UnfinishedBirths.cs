using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Mitosis;

/// <summary>Gives up, after the mother's restart, the births that her end interrupted: a committed daughter without the proof is stopped, the rest undid itself.</summary>
internal sealed partial class UnfinishedBirths(MotherJournal journal, Func<IKeeper> keeper, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken stopping)
    {
        foreach (var bearing in journal.Unfinished())
        {
            var reason = bearing.Committed ? "Its mother ended before she had the proof that the used access is useless." : "Its mother ended before it was committed.";
            while (bearing.Committed && !await ReportAsync(new BirthReport(1, bearing.Birth, BirthState.Tainted, bearing.Daughter, reason), stopping))
            {
                await Task.Delay(Retry, time, stopping);
            }

            await journal.EndAsync(bearing.Birth, reason, stopping);
            LogGivenUp(bearing.Birth, bearing.Machine, reason);
        }
    }

    private async Task<bool> ReportAsync(BirthReport report, CancellationToken stopping)
    {
        try
        {
            await keeper().ReportAsync(report, stopping);
            return true;
        }
        catch (TissueException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gave up birth {Birth} on {Machine}: {Reason}")]
    private partial void LogGivenUp(string birth, string machine, string reason);
}
