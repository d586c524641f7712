namespace Cell.Tissue;

/// <summary>A health cell elsewhere.</summary>
/// <param name="peer">Its tissue address.</param>
internal sealed class RemoteKeeper(TissueClient client, string peer) : IKeeper
{
    public Task<HeartbeatAnswer> HearAsync(Heartbeat beat, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/heartbeat", beat, TissueJson.Default.Heartbeat, TissueJson.Default.HeartbeatAnswer, cancellation);

    public Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/ticket", request, TissueJson.Default.TicketRequest, TissueJson.Default.TicketAnswer, cancellation);

    public Task ReportAsync(BirthReport report, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/birth", report, TissueJson.Default.BirthReport, TissueJson.Default.BirthReport, cancellation);

    public Task<RosterAnswer> RosterAsync(CancellationToken cancellation) =>
        client.GetAsync(peer, "/v1/roster?since=0", TissueJson.Default.RosterAnswer, cancellation);

    public async Task<byte[]> PaperAsync(Paper paper, CancellationToken cancellation) =>
        (await client.GetAsync(peer, PathOf(paper), TissueJson.Default.PaperMessage, cancellation)).Envelope;

    public Task<PaperVersion> OfferAsync(Paper paper, byte[] envelope, CancellationToken cancellation) =>
        client.PostAsync(peer, PathOf(paper), new PaperMessage(1, envelope), TissueJson.Default.PaperMessage, TissueJson.Default.PaperVersion, cancellation);

    public Task RecordAsync(AuditNote note, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/audit", note, TissueJson.Default.AuditNote, TissueJson.Default.AuditHead, cancellation);

    private static string PathOf(Paper paper) => $"/v1/{paper.ToString().ToLowerInvariant()}";
}
