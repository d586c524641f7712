using Cell.Genome;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>The role: keeps the roster, notices silence, signs tickets, passes the genome on.</summary>
internal sealed partial class HealthRole(RosterKeeper keeper, LivingGenome genome, TimeProvider time, ILogger<HealthRole> log)
{
    public void OpenTissue(Door door) => door
        .MapJson("/v1/heartbeat", TissueJson.Default.Heartbeat, TissueJson.Default.HeartbeatAnswer, (beat, sender, _) => Task.FromResult(keeper.Hear(beat, sender)))
        .MapJson("/v1/ticket", TissueJson.Default.TicketRequest, TissueJson.Default.TicketAnswer, (request, sender, _) =>
            sender.Id == request.Mother ? Task.FromResult(keeper.Sign(request)) : throw new RefusedException("A ticket is for the cell that asks."))
        .MapJson("/v1/birth", TissueJson.Default.BirthReport, TissueJson.Default.BirthReport, (report, sender, _) =>
        {
            keeper.Report(report, sender);
            return Task.FromResult(report);
        })
        .MapJson("/v1/genome", TissueJson.Default.GenomeMessage, TissueJson.Default.GenomeVersion, (message, _, _) => Task.FromResult(Adopt(message)))
        .Map("GET", "/v1/genome", context => Door.WriteAsync(context, new GenomeMessage(1, genome.Envelope), TissueJson.Default.GenomeMessage))
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

    private GenomeVersion Adopt(GenomeMessage message)
    {
        var refusal = "";
        switch (genome.Offer(message.Envelope))
        {
            case GenomeVerdict.Adopted(var adopted):
                LogAdopted(adopted.Version);
                break;
            case GenomeVerdict.Refused(var reason):
                refusal = reason;
                LogRefused(reason);
                break;
        }

        return new GenomeVersion(1, genome.Now.Version, refusal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The births could not be kept: {Reason}")]
    private partial void LogUnkept(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lives by genome version {Version} from now on.")]
    private partial void LogAdopted(int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A genome was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
