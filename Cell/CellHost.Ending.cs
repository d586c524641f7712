using Cell.Mitosis;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>The cell's own end: the machine of a born one is made blank by its guard, a founder's process ends in order.</summary>
internal sealed partial class CellHost
{
    private GuardMarks? marks;
    private int? endCode;

    /// <param name="reason">For the journal.</param>
    /// <param name="code">Exit code of a founder.</param>
    private void End(string reason, int code)
    {
        if (endCode is null)
        {
            endCode = code;
            LogEnding(reason);
        }

        // A born cell stays up for its guard to stop: its mark would go with its runtime folder.
        if (marks is not null)
        {
            marks.Die();
        }
        else
        {
            end.Cancel();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This cell ends: {Reason}")]
    private partial void LogEnding(string reason);
}
