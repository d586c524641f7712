namespace Cell.Tissue;

/// <summary>The frontier of this cell while it runs it, else that of who does.</summary>
internal sealed class SeatedFrontier(IFrontier here, IFrontier elsewhere, Func<bool> isHere) : IFrontier
{
    private IFrontier Now => isHere() ? here : elsewhere;

    public Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation) => Now.LeaseAsync(request, cancellation);

    public Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation) => Now.SettleAsync(settlement, cancellation);

    public Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation) => Now.AddAsync(batch, cancellation);
}
