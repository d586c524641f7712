using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The roster keeper as the other roles of its own process see it.</summary>
internal sealed class OwnKeeper(RosterKeeper keeper, Papers papers, CellSelf self) : IKeeper
{
    public Task<HeartbeatAnswer> HearAsync(Heartbeat beat, CancellationToken cancellation) => Task.FromResult(keeper.Hear(beat, self.Credentials.Identity));

    public Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation) => Task.FromResult(keeper.Sign(request));

    public Task ReportAsync(BirthReport report, CancellationToken cancellation)
    {
        keeper.Report(report, self.Credentials.Identity);
        return Task.CompletedTask;
    }

    public bool Clear(CellId cell) => keeper.Clear(cell);

    public void SeenBlank(string machine) => keeper.SeenBlank(machine);

    public Task<RosterAnswer> RosterAsync(CancellationToken cancellation) => Task.FromResult(keeper.Answer());

    public Task<byte[]> PaperAsync(Paper paper, CancellationToken cancellation) => Task.FromResult(papers.Envelope(paper));

    public Task<PaperVersion> OfferAsync(Paper paper, byte[] envelope, CancellationToken cancellation)
    {
        var refusal = papers.Offer(paper, envelope);
        return Task.FromResult(new PaperVersion(1, papers.Versions.Of(paper), refusal));
    }
}
