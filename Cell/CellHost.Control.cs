using System.Text;
using Cell.Api;
using Cell.Frontier;
using Cell.Genome;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>What the cell answers in public whatever its role, and what its operator may ask over the control socket.</summary>
internal sealed partial class CellHost
{
    private static readonly TimeSpan PublicFaultEvery = TimeSpan.FromSeconds(10);
    private long publicFaultTold;

    private void AddSignsOfLife()
    {
        publicDoor.Discreet = TellPublicFault;
        OpenApi.Open(publicDoor)
            .Map("GET", "/healthz", context => WriteAsync(context, "ok\n"))
            .Map("GET", "/metrics", context => WriteAsync(context, Metrics()));
    }

    // Clients insist: a line now and then says it.
    private void TellPublicFault(Exception fault)
    {
        gauges.Stumbled();
        var told = Interlocked.Read(ref publicFaultTold);
        if ((told == 0 || time.GetElapsedTime(told) > PublicFaultEvery) && Interlocked.CompareExchange(ref publicFaultTold, time.GetTimestamp(), told) == told)
        {
            LogPublicFault(fault);
        }
    }

    private static Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private string Metrics()
    {
        var now = time.GetUtcNow();
        return PrometheusText.Of(gauges.Read()) + PrometheusText.Unindexed(gauges.Unindexed?.Invoke()) + PrometheusText.Of(settings.Papers.Brake.Now) + PrometheusText.Ends(settings.Self.Credentials.Identity.Ends - now, settings.Genome.Now.Expires - now);
    }

    private void AddControl(IOwnFrontier? frontier)
    {
        AddSecrets();
        controlDoor.Map("GET", "/status", StatusAsync);
        AddFrontierOrders(frontier);
    }

    private async Task StatusAsync(HttpContext context)
    {
        var (roster, trouble) = await RosterAsync(context.RequestAborted);
        var facts = settings.Self.Facts;
        var genome = settings.Genome.Now;
        var answer = new StatusAnswer(
            1, genome.Organism.Value, genome.Genes.Organism.Name, settings.Self.Id, facts, gauges.Read(), genome.Version, genome.Expires, trouble, roster)
        {
            Brake = settings.Papers.Brake.Now,
            Warnings = [.. Expiring(roster.Cells).Select(warning => warning.Text)],
        };
        await Door.WriteAsync(context, answer, ControlJson.Default.StatusAnswer);
    }

    private async Task<(RosterAnswer Roster, string Trouble)> RosterAsync(CancellationToken cancellation)
    {
        try
        {
            var roster = await council.RosterAsync(cancellation);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A client could not be answered.")]
    private partial void LogPublicFault(Exception fault);
}
