using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Mitosis;

/// <summary>Gives up, after the mother's restart, the births that her end interrupted: a committed daughter without the proof is stopped, what the roster knows as proved
/// is only written down, the rest undid itself.</summary>
internal sealed partial class UnfinishedBirths(MotherJournal journal, Council council, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken stopping)
    {
        foreach (var bearing in journal.Unfinished())
        {
            var reason = bearing.Committed ? await SettleAsync(bearing, stopping) : "Its mother ended before it was committed.";
            await journal.EndAsync(bearing.Birth, reason, stopping);
            LogGivenUp(bearing.Birth, bearing.Machine, reason);
        }
    }

    private async Task<string> SettleAsync(Bearing bearing, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await TrySettleAsync(bearing, stopping);
            }
            catch (TissueException)
            {
                await Task.Delay(Retry, time, stopping);
            }
        }
    }

    // The roster may know more than this journal, which may come from an old copy of the machine.
    private async Task<string> TrySettleAsync(Bearing bearing, CancellationToken stopping)
    {
        var known = (await council.RosterAsync(stopping)).Births.FirstOrDefault(birth => birth.Id == bearing.Birth);
        if (known is null or { State: BirthState.Proved })
        {
            return known is null ? "No health cell knows it any more." : "proved";
        }

        const string Reason = "Its mother ended before she had the proof that the used access is useless.";
        await council.ReportAsync(new BirthReport(1, bearing.Birth, BirthState.Tainted, bearing.Daughter, Reason), stopping);
        return Reason;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Birth {Birth} on {Machine} was interrupted: {Reason}")]
    private partial void LogGivenUp(string birth, string machine, string reason);
}
