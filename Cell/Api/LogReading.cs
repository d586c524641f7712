using System.Globalization;
using System.Text.Json;
using Cell.Genome;
using Cell.Identity;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell.Api;

/// <summary>Gives siblings what they lack of the pages held here, and remembers what they have.</summary>
internal sealed class LogReading(IPageStore pages, Copies copies)
{
    private const int MostWished = 500;

    public void OpenTissue(Door door) => door
        .Map("GET", "/v1/pages", LogAsync)
        .MapJson("/v1/pages/read", TissueJson.Default.PageWish, TissueJson.Default.PageBatch, (wish, sender, cancellation) =>
        {
            RequireSibling(sender);
            return wish.Urls.Count is 0 or > MostWished ? throw new JsonException($"Ask for 1 to {MostWished} pages.") : pages.ReadAsync(wish, cancellation);
        });

    private async Task LogAsync(HttpContext context)
    {
        var sibling = RequireSibling(Door.Sender(context));
        var query = context.Request.Query;
        var origin = Guid.TryParseExact(query["origin"], "D", out var named) ? named : (Guid?)null;
        if (!long.TryParse(query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, "Say the last number held: /v1/pages?origin=UUID&after=0");
            return;
        }

        if (origin == pages.Origin)
        {
            copies.Note(sibling, after);
        }

        await Door.WriteAsync(context, await pages.LogAsync(origin, after, context.RequestAborted), TissueJson.Default.PageLog);
    }

    private static CellId RequireSibling(CellIdentity sender) =>
        sender.Roles.Contains(Role.Api) && sender.Id is { } id ? id : throw new RefusedException("Logs of pages are for cells that keep pages.");
}
