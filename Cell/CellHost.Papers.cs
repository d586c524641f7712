using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>The signed papers, as an operator reads them and hands them over.</summary>
internal sealed partial class CellHost
{
    private void AddPapers()
    {
        foreach (var paper in Enum.GetValues<Paper>())
        {
            var path = $"/{paper.ToString().ToLowerInvariant()}";
            controlDoor.Map("GET", path, context => Door.WriteAsync(context, new PaperMessage(1, settings.Papers.Envelope(paper)), ControlJson.Default.PaperMessage))
                .Map("POST", path, context => AdoptAsync(context, paper));
        }
    }

    private async Task AdoptAsync(HttpContext context, Paper paper)
    {
        var message = await Message.ReadAsync(context.Request.Body, ControlJson.Default.PaperMessage, context.RequestAborted);
        var caller = Caller.Of(context);
        var from = $"{caller.By}, {caller.From}";
        var roster = ownKeeper is null ? Held() : await ownKeeper.RosterAsync(context.RequestAborted);
        // Once some cell lives by a genome, the others follow: only here, as an operator hands it over, it is asked who would suffer.
        var refusal = paper == Paper.Genome
            ? settings.Papers.Offer(message.Envelope, from, next => Uprooting.Of(settings.Genome.Genes, next.Genes, roster))
            : settings.Papers.Offer(paper, message.Envelope, from);
        if (refusal.Length > 0)
        {
            LogPaperRefused(paper, refusal);
            await RecordAsync(context, AuditKind.Refused, $"An offered paper ({paper}): {refusal}");
        }

        await Door.WriteAsync(context, new PaperVersion(1, settings.Papers.Versions.Of(paper), refusal), ControlJson.Default.PaperVersion);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An operator's paper ({Paper}) was refused: {Reason}")]
    private partial void LogPaperRefused(Paper paper, string reason);
}
