using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The roster keeper as the other roles of its own process see it.</summary>
internal sealed class OwnKeeper(RosterKeeper keeper, Waker waker, Papers papers, Scribe scribe, CellSelf self) : IKeeper
{
    public Task<HeartbeatAnswer> HearAsync(Heartbeat beat, CancellationToken cancellation) => Task.FromResult(keeper.Hear(beat, self.Credentials.Identity));

    public Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation) => waker.TicketAsync(request, cancellation);

    public Task ReportAsync(BirthReport report, CancellationToken cancellation)
    {
        keeper.Report(report, self.Credentials.Identity);
        return Task.CompletedTask;
    }

    public bool Hears(CellId cell) => keeper.Hears(cell);

    public bool Clear(CellId cell) => keeper.Clear(cell);
    public Scribe Scribe => scribe;

    public IEnumerable<RosterEntry> Living => keeper.Roster.Living;

    public void SeenBlank(string machine) => keeper.SeenBlank(machine);

    public void Taint(string machine, string reason) => keeper.Taint(machine, reason);

    public Task<RosterAnswer> RosterAsync(CancellationToken cancellation) => Task.FromResult(keeper.Answer());

    public Task<byte[]> PaperAsync(Paper paper, CancellationToken cancellation) => Task.FromResult(papers.Envelope(paper));

    public Task<PaperVersion> OfferAsync(Paper paper, byte[] envelope, CancellationToken cancellation)
    {
        var refusal = papers.Offer(paper, envelope, "this process");
        return Task.FromResult(new PaperVersion(1, papers.Versions.Of(paper), refusal));
    }

    /// <summary>The deed without more: this is the cell that it arrived at.</summary>
    public Task RecordAsync(AuditNote note, CancellationToken cancellation)
    {
        if (note.Deed.Kind == AuditKind.Refused)
        {
            scribe.Refuse(note.Deed.By, note.Deed.What, note.Deed.From);
        }
        else
        {
            scribe.Write(note.Deed);
        }

        return Task.CompletedTask;
    }
}
