namespace Cell.Tissue;

/// <summary>The frontier of another cell.</summary>
/// <param name="peer">Finds the tissue address of the cell that runs it; null: none known yet.</param>
internal sealed class RemoteFrontier(TissueClient client, Func<string?> peer) : IFrontier
{
    public Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation) =>
        client.PostAsync(Peer(), "/v1/lease", request, TissueJson.Default.LeaseRequest, TissueJson.Default.LeaseAnswer, cancellation);

    public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation) =>
        client.PostAsync(Peer(), "/v1/settle", settlement, TissueJson.Default.Settlement, TissueJson.Default.SettleAnswer, cancellation);

    public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation) =>
        client.PostAsync(Peer(), "/v1/links", batch, TissueJson.Default.LinkBatch, TissueJson.Default.LinkAnswer, cancellation);

    private string Peer() => peer() ?? throw new TissueException("No cell with a frontier is known yet.", null, null);
}
