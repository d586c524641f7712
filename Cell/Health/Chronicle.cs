using System.Globalization;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>Writes down what happens as this health cell sees it, and tells it. A disk that takes nothing loses events, never a decision.</summary>
internal sealed partial class Chronicle(EventLog book, Papers papers, ILogger<Chronicle> log)
{
    private bool failing;

    public void Follow(RosterKeeper keeper)
    {
        keeper.Happened += Write;
        papers.Adopted += (paper, from) => Write([new EventNews(KindOf(paper), "", null, $"version {papers.Versions.Of(paper)}, by {from}: {papers.Describe(paper)}")]);
    }

    public void Write(IReadOnlyList<EventNews> news)
    {
        try
        {
            book.Append(news);
            failing = false;
        }
        catch (IOException fault)
        {
            if (!failing)
            {
                LogLost(fault.Message);
            }

            failing = true;
        }
    }

    public Task ReadAsync(HttpContext context, Identity.CellId self)
    {
        var asked = context.Request.Query["after"].ToString();
        return long.TryParse(asked.Length > 0 ? asked : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? Door.WriteAsync(context, book.Read(after, self), EventJson.Default.EventPage)
            : Door.RefuseAsync(context, StatusCodes.Status400BadRequest, "Say after which event: /events?after=0");
    }

    private static EventKind KindOf(Paper paper) => paper switch
    {
        Paper.Genome => EventKind.Genome,
        Paper.Revocations => EventKind.Revocations,
        _ => EventKind.Brake,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "What happens is not written down until the disk takes it again: {Reason}")]
    private partial void LogLost(string reason);
}
