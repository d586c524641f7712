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

    public async Task<byte[]> GenomeAsync(CancellationToken cancellation) =>
        (await client.GetAsync(peer, "/v1/genome", TissueJson.Default.GenomeMessage, cancellation)).Envelope;

    public Task OfferGenomeAsync(byte[] envelope, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/genome", new GenomeMessage(1, envelope), TissueJson.Default.GenomeMessage, TissueJson.Default.GenomeVersion, cancellation);
}
