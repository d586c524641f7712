using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell.Api;

/// <summary>The role: keeps the frontier, answers searches, and has pages taken in.</summary>
internal sealed class ApiRole(IPageStore pages, IOwnFrontier frontier, Gauges gauges, TimeProvider time)
{
    private const int MostPerPage = 100;
    private const int MostReached = 10_000;
    private long restless;

    public IOwnFrontier Frontier => frontier;

    /// <summary>Do its pages lie on this machine, and not in a database that outlives it?</summary>
    public bool KeepsPages => pages is SwitchedPages { Current: EmbeddedPages } or EmbeddedPages;

    /// <summary>Were all pages taken over since then that other copies had? Their links may be news to the frontier.</summary>
    public Func<DateTimeOffset, bool> HeardOthersSince { get; set; } = _ => true;

    /// <summary>Nothing is due, no lease is out, and no acknowledged page, here or elsewhere, has links that the frontier has not got.</summary>
    public bool AtRest()
    {
        // One moment for all three: nothing held before, nothing acknowledged since.
        var last = pages.Last;
        if (pages.Held == 0 && frontier.Figures.Dry && pages.Last == last)
        {
            return HeardOthersSince(new DateTimeOffset(Interlocked.Read(ref restless), TimeSpan.Zero));
        }

        Interlocked.Exchange(ref restless, time.GetUtcNow().Ticks);
        return false;
    }

    /// <param name="clients">Null: who comes by this door is always let in.</param>
    public void OpenPublic(Door door, ClientDoor? clients)
    {
        foreach (var (path, answer) in new (string, RequestDelegate)[] { ("/search", SearchAsync), ("/page", PageAsync) })
        {
            door.Map("GET", path, clients?.Guard(path, answer) ?? answer);
        }
    }

    /// <param name="pages">Takes pages in.</param>
    /// <param name="mayWork">May this cell take leases?</param>
    public void OpenTissue(Door door, IPageSink pages, Func<Identity.CellId, bool> mayWork) => door
        .MapJson("/v1/lease", TissueJson.Default.LeaseRequest, TissueJson.Default.LeaseAnswer, (request, sender, cancellation) =>
        {
            Require(sender.Id == request.Crawler, "A lease is for the cell that asks.");
            Require(sender.Roles.Contains(Genome.Role.Crawler), "Only crawlers lease hosts.");
            Require(mayWork(request.Crawler), "This cell may not work: its birth is not proved, the health cells do not know it, or they hold it in quarantine.");
            return frontier.LeaseAsync(request, cancellation);
        })
        .MapJson("/v1/settle", TissueJson.Default.Settlement, TissueJson.Default.SettleAnswer, (settlement, sender, cancellation) =>
        {
            Require(sender.Id == settlement.Crawler, "A settlement comes from the lease's holder.");
            return frontier.SettleAsync(settlement, cancellation);
        })
        .MapJson("/v1/links", TissueJson.Default.LinkBatch, TissueJson.Default.LinkAnswer, (batch, sender, cancellation) =>
        {
            Require(sender.Roles.Contains(Genome.Role.Api), "Links come from the cells that keep the pages.");
            Require(batch.Found.All(found => found.Depth >= 0), "Seeds come from the operator.");
            return frontier.AddAsync(batch, cancellation);
        })
        .Map("GET", "/v1/orders", async context =>
        {
            Require(Door.Sender(context).Roles.Contains(Genome.Role.Api), "Orders are for the cells that may run the frontier.");
            await Door.WriteAsync(context, await frontier.OrdersAsync(context.Request.Query["known"].ToString(), context.RequestAborted), TissueJson.Default.OrderCopies);
        })
        .MapJson("/v1/pages", TissueJson.Default.PageBatch, TissueJson.Default.PageReceipt, (batch, sender, cancellation) =>
        {
            Require(sender.Roles.Contains(Genome.Role.Crawler) && sender.Id is { } id && mayWork(id), "Pages come from crawlers that may work.");
            return PageRules.Fault(batch, time.GetUtcNow()) is { } fault ? throw new JsonException(fault) : pages.SubmitAsync(batch, cancellation);
        });

    /// <summary>Leases of a cell whose process ended are void at once. One that is only silent, or isolated, may still ask its hosts: its leases
    /// last until their end, at which it stops by its own clock.</summary>
    public async Task VoidLeasesAsync(Heartbeats heartbeats, CancellationToken stopping)
    {
        var ended = Channel.CreateBounded<Identity.CellId>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        heartbeats.Changed += answer =>
        {
            foreach (var entry in answer.Changes.Where(entry => (entry.State == CellState.Gone || entry is { State: CellState.Dead, Ended: true }) && !heartbeats.Roster.Cells.ContainsKey(entry.Cell)))
            {
                ended.Writer.TryWrite(entry.Cell);
            }
        };
        await foreach (var cell in ended.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await frontier.VoidLeasesAsync(cell, stopping);
            }
            catch (IOException)
            {
                // The disk does not take it now: the leases end by their time.
            }
        }
    }

    private async Task SearchAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var words = query["q"].ToString();
        var person = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (string.IsNullOrWhiteSpace(words) && person)
        {
            await ShowAsync(context, null);
            return;
        }

        if (string.IsNullOrWhiteSpace(words))
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, "Say what to search for: /search?q=words");
            return;
        }

        if (!Number(query["page"], 1, 1000, out var page) || !Number(query["count"], 10, MostPerPage, out var count))
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, $"page is 1 to 1000, count 1 to {MostPerPage}.");
            return;
        }

        if (page * count > MostReached)
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, $"Of what is found only the first {MostReached} can be had: page times count is more.");
            return;
        }

        var start = Stopwatch.GetTimestamp();
        var found = await pages.SearchAsync(new SearchQuery(words, page, count), context.RequestAborted);
        gauges.Answers.Add(1);
        gauges.Work.Did();
        var results = found.Hits.Select(hit => new SearchResult(hit.Url, hit.Title, hit.Snippet, hit.Marks, Math.Round(hit.Score, 4), hit.Similar)).ToList();
        var answer = new SearchResults(words, found.Total, page, count, Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 2), results) { Suggestion = found.Suggestion };
        await (person ? ShowAsync(context, answer) : Door.WriteAsync(context, answer, ControlJson.Default.SearchResults));
    }

    private static Task ShowAsync(HttpContext context, SearchResults? results)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = ResultsPage.Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.Vary = "Accept";
        return context.Response.WriteAsync(ResultsPage.Of(results), context.RequestAborted);
    }

    private async Task PageAsync(HttpContext context)
    {
        gauges.Answers.Add(1);
        gauges.Work.Did();
        var url = CanonicalUrl.Of(context.Request.Query["url"].ToString(), null);
        if (url is null)
        {
            await Door.RefuseAsync(context, StatusCodes.Status400BadRequest, "Say which page: /page?url=https://host/path");
            return;
        }

        await (await pages.FindAsync(url, context.RequestAborted) switch
        {
            { State: PageState.Gone } gone => Door.RefuseAsync(context, StatusCodes.Status410Gone, $"{url} was there, and was gone at {gone.Fetched:u}."),
            { } found => Door.WriteAsync(context, found, TissueJson.Default.CrawledPage),
            null => Door.RefuseAsync(context, StatusCodes.Status404NotFound, $"{url} is not stored here."),
        });
    }

    private static bool Number(string? text, int otherwise, int most, out int number)
    {
        number = otherwise;
        return string.IsNullOrEmpty(text) || (int.TryParse(text, out number) && number >= 1 && number <= most);
    }

    private static void Require(bool rule, string refusal)
    {
        if (!rule)
        {
            throw new RefusedException(refusal);
        }
    }
}
