using System.Globalization;
using Cell.Frontier;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell;

/// <summary>What the operator may ask and order of the frontier.</summary>
internal sealed partial class CellHost
{
    private const int MostShown = 1000;

    private void AddFrontierOrders(IOwnFrontier? frontier) => controlDoor
        .Map("POST", "/crawl", context => WithFrontierAsync(context, frontier, CrawlAsync))
        .Map("GET", "/frontier", context => WithFrontierAsync(context, frontier, LookAsync))
        .Map("POST", "/frontier", context => WithFrontierAsync(context, frontier, OrderScopeAsync));

    private static Task WithFrontierAsync(HttpContext context, IOwnFrontier? frontier, Func<HttpContext, IOwnFrontier, Task> answer) => frontier is null
        ? Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell does not run the frontier: name the folder of the API cell with --data.")
        : answer(context, frontier);

    private async Task CrawlAsync(HttpContext context, IOwnFrontier frontier)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.CrawlOrder, context.RequestAborted);
        var seeds = order.Urls.Select(url => (Written: url, Url: CanonicalUrl.Of(url, null))).ToList();
        var good = seeds.Where(seed => seed.Url is not null).Select(seed => seed.Url!).ToList(); // filtered just before
        await RecordAsync(context, AuditKind.Seeds, $"{good.Count} seeds: {string.Join(' ', good)}");
        var answer = good.Count > 0 ? await frontier.AddAsync(new LinkBatch(1, [new FoundLinks(-1, good)]), context.RequestAborted) : new LinkAnswer(1, 0);
        var faults = seeds.Where(seed => seed.Url is null).Select(seed => $"{seed.Written} is no http or https URL without credentials, at most {CanonicalUrl.Longest} characters.");
        await Door.WriteAsync(context, new CrawlReceipt(1, answer.New, [.. faults]), ControlJson.Default.CrawlReceipt);
    }

    private static async Task LookAsync(HttpContext context, IOwnFrontier frontier)
    {
        var query = context.Request.Query;
        var count = int.TryParse(query["count"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, MostShown) : 10;
        await Door.WriteAsync(context, await frontier.LookAsync(query["host"].ToString(), count, context.RequestAborted), ControlJson.Default.FrontierView);
    }

    private async Task OrderScopeAsync(HttpContext context, IOwnFrontier frontier)
    {
        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.ScopeOrder, context.RequestAborted);
        if (CanonicalUrl.Of(order.Url, null) is not { } url)
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, $"{order.Url} is no http or https URL.");
            return;
        }

        await RecordAsync(context, AuditKind.Seeds, $"{order.Action.ToString().ToLowerInvariant()} the scope {Scope.Of(url).Prefix}");
        if (await frontier.OrderAsync(order.Action, url, context.RequestAborted) is { } receipt)
        {
            await Door.WriteAsync(context, receipt, ControlJson.Default.ScopeReceipt);
        }
        else
        {
            await Door.RefuseAsync(context, StatusCodes.Status404NotFound, $"{Scope.Of(url).Prefix} is not crawled: `cell frontier` lists what is.");
        }
    }
}
