using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>The role: keeps the roster, notices silence, signs tickets, passes the genome on.</summary>
internal sealed partial class HealthRole(RosterKeeper keeper, Papers papers, TimeProvider time, ILogger<HealthRole> log)
{
    public void OpenTissue(Door door)
    {
        OpenRoster(door);
        foreach (var paper in Enum.GetValues<Paper>())
        {
            var path = $"/v1/{paper.ToString().ToLowerInvariant()}";
            door.MapJson(path, TissueJson.Default.PaperMessage, TissueJson.Default.PaperVersion, (message, sender, _) => Task.FromResult(Adopt(paper, message, sender)))
                .Map("GET", path, context => Door.WriteAsync(context, new PaperMessage(1, papers.Envelope(paper)), TissueJson.Default.PaperMessage));
        }
    }

    private void OpenRoster(Door door) => door
        .MapJson("/v1/heartbeat", TissueJson.Default.Heartbeat, TissueJson.Default.HeartbeatAnswer, (beat, sender, _) => Task.FromResult(keeper.Hear(beat, sender)))
        .MapJson("/v1/ticket", TissueJson.Default.TicketRequest, TissueJson.Default.TicketAnswer, (request, sender, _) =>
            sender.Id == request.Mother ? Task.FromResult(keeper.Sign(request)) : throw new RefusedException("A ticket is for the cell that asks."))
        .MapJson("/v1/birth", TissueJson.Default.BirthReport, TissueJson.Default.BirthReport, (report, sender, _) =>
        {
            keeper.Report(report, sender);
            return Task.FromResult(report);
        })
        .Map("GET", "/v1/roster", context => Door.WriteAsync(context, keeper.Answer(), TissueJson.Default.RosterAnswer));

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(HealthTimes.Check, time);
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                keeper.Check(time.GetElapsedTime(last) - HealthTimes.Check);
            }
            catch (IOException fault)
            {
                LogUnkept(fault.Message);
            }

            last = time.GetTimestamp();
        }
    }

    private PaperVersion Adopt(Paper paper, PaperMessage message, CellIdentity sender)
    {
        var before = papers.Versions.Of(paper);
        var refusal = papers.Offer(paper, message.Envelope);
        var version = papers.Versions.Of(paper);
        if (refusal.Length > 0)
        {
            LogRefused(paper, refusal);
            if (paper == Paper.Genome && sender.Id is { } cell && !papers.IsOwnGenome(message.Envelope))
            {
                keeper.Isolate(cell, "it offered a genome that no root of this organism signed");
            }
        }
        else if (version != before)
        {
            LogAdopted(paper, version);
        }

        return new PaperVersion(1, version, refusal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The births could not be kept: {Reason}")]
    private partial void LogUnkept(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lives by version {Version} of {Paper} from now on.")]
    private partial void LogAdopted(Paper paper, int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An offered paper ({Paper}) was refused: {Reason}")]
    private partial void LogRefused(Paper paper, string reason);
}
