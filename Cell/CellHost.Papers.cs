using Cell.Tissue;
using Microsoft.AspNetCore.Http;

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
        var refusal = settings.Papers.Offer(paper, message.Envelope, $"{caller.By}, {caller.From}");
        if (refusal.Length > 0)
        {
            await RecordAsync(context, AuditKind.Refused, $"An offered paper ({paper}): {refusal}");
        }

        await Door.WriteAsync(context, new PaperVersion(1, settings.Papers.Versions.Of(paper), refusal), ControlJson.Default.PaperVersion);
    }
}
