using Cell.Identity;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cell.Health;

/// <summary>The role: keeps the roster, notices silence, signs tickets, passes the genome on.</summary>
internal sealed partial class HealthRole(RosterKeeper keeper, Papers papers, Scribe scribe, TimeProvider time, ILogger<HealthRole> log)
{
    public void OpenTissue(Door door, Waker waker)
    {
        OpenRoster(door, waker);
        foreach (var paper in Enum.GetValues<Paper>())
        {
            var path = $"/v1/{paper.ToString().ToLowerInvariant()}";
            door.Map("POST", path, context => AdoptAsync(paper, context)).Map("GET", path, context => Door.WriteAsync(context, new PaperMessage(1, papers.Envelope(paper)), TissueJson.Default.PaperMessage));
        }
    }

    private void OpenRoster(Door door, Waker waker) => door
        .MapJson("/v1/heartbeat", TissueJson.Default.Heartbeat, TissueJson.Default.HeartbeatAnswer, (beat, sender, _) => Task.FromResult(Hear(beat, sender)))
        .MapJson("/v1/audit", TissueJson.Default.AuditNote, TissueJson.Default.AuditHead, (note, sender, _) => Task.FromResult(scribe.Take(note, sender)))
        .MapJson("/v1/ticket", TissueJson.Default.TicketRequest, TissueJson.Default.TicketAnswer, (request, sender, cancellation) =>
            sender.Id == request.Mother ? waker.TicketAsync(request, cancellation) : throw new RefusedException("A ticket is for the cell that asks."))
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

    /// <summary>From now on what this cell adopts and decides is written down; and what it adopted while its log was not kept.</summary>
    public void OpenAudit()
    {
        keeper.Decided += Write;
        papers.Adopted += Adopted;
        foreach (var paper in Enum.GetValues<Paper>().Where(paper => papers.Versions.Of(paper) > 0))
        {
            var deed = Deed(paper, "as of this start");
            if (scribe.Last(deed.Kind) != deed.What)
            {
                Write(deed);
            }
        }
    }

    private void Write(AuditDeed deed)
    {
        if (deed.Kind == AuditKind.Refused)
        {
            scribe.Refuse(deed.By, deed.What, deed.From);
        }
        else
        {
            scribe.Write(deed);
        }
    }

    // A full disk must not keep a brake from being obeyed: the next start writes it down.
    private void Adopted(Paper paper, string from)
    {
        LogAdopted(paper, papers.Versions.Of(paper));
        try
        {
            Write(Deed(paper, from));
        }
        catch (IOException fault)
        {
            LogUnwritten(paper, fault.Message);
        }
    }

    private AuditDeed Deed(Paper paper, string from) => new(KindOf(paper), papers.SignerOf(paper), papers.Describe(paper), from);

    private static AuditKind KindOf(Paper paper) => paper switch
    {
        Paper.Genome => AuditKind.Genome,
        Paper.Revocations => AuditKind.Revocations,
        _ => AuditKind.Brake,
    };

    private HeartbeatAnswer Hear(Heartbeat beat, CellIdentity sender)
    {
        var answer = keeper.Hear(beat, sender);
        if (answer.Accepted && beat.Vitals.Audit is { } head)
        {
            scribe.Saw(beat.Cell, head);
        }

        return answer;
    }

    private async Task AdoptAsync(Paper paper, HttpContext context)
    {
        var message = await Message.ReadAsync(context.Request.Body, TissueJson.Default.PaperMessage, context.RequestAborted);
        var caller = Caller.Of(context);
        var refusal = papers.Offer(paper, message.Envelope, caller.ToString());
        if (refusal.Length > 0)
        {
            LogRefused(paper, refusal);
            scribe.Refuse(caller.By, $"An offered paper ({paper}): {refusal}", caller.From);
            if (paper == Paper.Genome && Door.Sender(context).Id is { } cell && !papers.IsOwnGenome(message.Envelope))
            {
                keeper.Isolate(cell, "it offered a genome that no root of this organism signed");
            }
        }

        await Door.WriteAsync(context, new PaperVersion(1, papers.Versions.Of(paper), refusal), TissueJson.Default.PaperVersion);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The adoption of {Paper} does not stand in the audit log: {Reason}")]
    private partial void LogUnwritten(Paper paper, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The births could not be kept: {Reason}")]
    private partial void LogUnkept(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lives by version {Version} of {Paper} from now on.")]
    private partial void LogAdopted(Paper paper, int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An offered paper ({Paper}) was refused: {Reason}")]
    private partial void LogRefused(Paper paper, string reason);
}
