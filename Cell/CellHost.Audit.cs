using System.Globalization;
using Cell.Genome;
using Cell.Health;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>The audit log of a health cell, and every cell's word to the health cells on the orders that it is given.</summary>
internal sealed partial class CellHost
{
    private readonly AuditRelay audit;

    private void AddAudit()
    {
        controlDoor.Map("GET", "/audit", context => ownKeeper is null
            ? Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell keeps no audit log: name the folder of a health cell with --data.")
            : ReadAuditAsync(context, ownKeeper.Scribe));
        loops.Add(("audit", audit.RunAsync));
    }

    /// <exception cref="IOException">The log cannot be read or written.</exception>
    private Scribe OpenAudit()
    {
        var book = AuditLog.Open(settings.Data.Path, time, AuditLog.SegmentBytes);
        stores.Push(book);
        if (book.Trouble is { } trouble)
        {
            LogAuditTrouble(trouble.What);
        }

        gauges.Audit = () => book.Head;
        var scribe = new Scribe(book, time);
        return scribe;
    }

    private async Task ReadAuditAsync(HttpContext context, Scribe scribe)
    {
        var asked = context.Request.Query["after"].ToString();
        if (!long.TryParse(asked.Length > 0 ? asked : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, "Say after which entry: /audit?after=0");
            return;
        }

        await Door.WriteAsync(context, scribe.Read(after, settings.Self.Id), ControlJson.Default.AuditPage);
    }

    // Before the order is answered.
    private Task RecordAsync(HttpContext context, AuditKind kind, string what)
    {
        var caller = Caller.Of(context);
        return audit.RecordAsync(new AuditDeed(kind, caller.By, what, caller.From), context.RequestAborted);
    }

    private async Task RefuseAsync(HttpContext context, int status, string detail)
    {
        await RecordAsync(context, AuditKind.Refused, $"{context.Request.Method} {context.Request.Path}: {detail}");
        await Door.RefuseAsync(context, status, detail);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit log: {Trouble}")]
    private partial void LogAuditTrouble(string trouble);
}
