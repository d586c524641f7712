using Cell.Mitosis;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>The cell's own end: the machine of a born one is made blank by its guard, a founder's process ends in order.</summary>
internal sealed partial class CellHost
{
    private readonly TaskCompletionSource<string> leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GuardMarks? marks;
    private HandOver? handOver;
    private int? endCode;

    private async Task DieAsync(HttpContext context)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.DieOrder, context.RequestAborted);
        if (order.Cell != settings.Self.Id)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, $"This is cell {settings.Self.Id}, not {order.Cell}.");
            return;
        }

        var wish = $"Cell {order.Cell} on {settings.Self.Facts.Machine} is to end{(order.Reason.Length > 0 ? $": {order.Reason}" : "")}";
        await RecordAsync(context, AuditKind.Die, $"{wish}.");
        await Door.WriteAsync(context, order, ControlJson.Default.DieOrder);
        leaving.TrySetResult($"{wish}, by the order of {Caller.Of(context).By}.");
    }

    // In order: what only this cell has goes to others first.
    private async Task LeaveAsync(CancellationToken stopping)
    {
        var reason = await leaving.Task.WaitAsync(stopping);
        if (handOver is not null)
        {
            LogHandingOver(reason);
            var lacking = await handOver.RunAsync(stopping);
            reason = lacking.Length > 0 ? $"{reason} {lacking}" : reason;
        }

        End(reason, 0);
    }

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

    [LoggerMessage(Level = LogLevel.Information, Message = "This cell hands over what only it has: {Reason}")]
    private partial void LogHandingOver(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This cell ends: {Reason}")]
    private partial void LogEnding(string reason);
}
