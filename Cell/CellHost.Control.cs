using System.Text;
using Cell.Frontier;
using Cell.Genome;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>What the cell answers in public whatever its role, and what its operator may ask over the control socket.</summary>
internal sealed partial class CellHost
{
    private void AddSignsOfLife() => publicDoor
        .Map("GET", "/healthz", context => context.Response.WriteAsync("ok\n"))
        .Map("GET", "/metrics", context => context.Response.WriteAsync(PrometheusText.Of(gauges.Read()) + PrometheusText.Ends(settings.Self.Credentials.Identity.Ends - time.GetUtcNow(), settings.Genome.Now.Expires - time.GetUtcNow())));

    private void AddControl(EmbeddedFrontier? frontier)
    {
        AddSecrets();
        controlDoor.Map("GET", "/status", StatusAsync)
            .Map("POST", "/crawl", context => CrawlAsync(context, frontier))
            .Map("GET", "/genome", context => Door.WriteAsync(context, new PaperMessage(1, settings.Genome.Envelope), ControlJson.Default.PaperMessage))
            .Map("POST", "/genome", AdoptAsync);
    }

    private async Task StatusAsync(HttpContext context)
    {
        var (roster, trouble) = await RosterAsync(context.RequestAborted);
        var facts = settings.Self.Facts;
        var genome = settings.Genome.Now;
        var answer = new StatusAnswer(
            1, genome.Organism.Value, genome.Genes.Organism.Name, settings.Self.Id, facts, gauges.Read(), genome.Version, genome.Expires, trouble, roster)
        {
            Warnings = Expiring(roster),
        };
        await Door.WriteAsync(context, answer, ControlJson.Default.StatusAnswer);
    }

    private async Task<(RosterAnswer Roster, string Trouble)> RosterAsync(CancellationToken cancellation)
    {
        try
        {
            var roster = await keepers.Signing(heartbeats.Roster).RosterAsync(cancellation);
            return (roster, roster.Cells.Any(entry => entry.Cell == settings.Self.Id) ? "" : "This cell is not on the roster yet.");
        }
        catch (TissueException fault)
        {
            return (Held(), $"No health cell answers: {fault.Message}");
        }
    }

    private RosterAnswer Held()
    {
        var held = heartbeats.Roster;
        return new RosterAnswer(1, held.Version, [.. held.Cells.Values], [], [], held.Aggregates);
    }

    private static async Task CrawlAsync(HttpContext context, EmbeddedFrontier? frontier)
    {
        if (frontier is null)
        {
            await Door.RefuseAsync(context, StatusCodes.Status409Conflict, "This cell does not run the frontier: name the folder of the API cell with --data.");
            return;
        }

        var order = await Message.ReadAsync(context.Request.Body, ControlJson.Default.CrawlOrder, context.RequestAborted);
        var seeds = order.Urls.Select(url => (Written: url, Url: CanonicalUrl.Of(url, null))).ToList();
        var good = seeds.Where(seed => seed.Url is not null).Select(seed => seed.Url!).ToList(); // filtered just before
        var answer = good.Count > 0 ? await frontier.AddAsync(new LinkBatch(1, [new FoundLinks(-1, good)]), context.RequestAborted) : new LinkAnswer(1, 0);
        var faults = seeds.Where(seed => seed.Url is null).Select(seed => $"{seed.Written} is no http or https URL without credentials, at most {CanonicalUrl.Longest} characters.");
        await Door.WriteAsync(context, new CrawlReceipt(1, answer.New, [.. faults]), ControlJson.Default.CrawlReceipt);
    }

    private async Task AdoptAsync(HttpContext context)
    {
        var message = await Message.ReadAsync(context.Request.Body, ControlJson.Default.PaperMessage, context.RequestAborted);
        var roster = ownKeeper is null ? Held() : await ownKeeper.RosterAsync(context.RequestAborted);
        // Once some cell lives by it, the others follow: only here, as an operator hands it over, it is asked who would suffer.
        var verdict = settings.Genome.Offer(message.Envelope, next => Uprooting.Of(settings.Genome.Genes, next.Genes, roster));
        var refusal = verdict is GenomeVerdict.Refused(var reason) ? reason : "";
        if (refusal.Length > 0)
        {
            LogGenomeRefused(refusal);
        }
        else
        {
            LogGenomeHeld(settings.Genome.Now.Version);
        }

        await Door.WriteAsync(context, new PaperVersion(1, settings.Genome.Now.Version, refusal), ControlJson.Default.PaperVersion);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The operator's genome is lived by: version {Version}.")]
    private partial void LogGenomeHeld(int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator's genome was refused: {Reason}")]
    private partial void LogGenomeRefused(string reason);
}
