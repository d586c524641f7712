namespace Cell.Tissue;

/// <summary>Delivers pages to a lease's destination, or to any other API when that one cannot be reached.</summary>
/// <param name="tries">Addresses in the order in which they are tried, asked at each delivery.</param>
internal sealed class PageDelivery(Func<IReadOnlyList<string>> tries, Func<string, IPageSink> reach) : IPageSink
{
    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        TissueException? last = null;
        foreach (var address in tries())
        {
            try
            {
                return await reach(address).SubmitAsync(batch, cancellation);
            }
            catch (TissueException fault) when (fault.Status is null)
            {
                last = fault;
            }
        }

        throw last ?? new TissueException("No cell that takes pages is known yet.", null, null);
    }
}
