namespace Cell.Tissue;

/// <summary>The page store of another cell.</summary>
/// <param name="peer">Its tissue address, "https://host:port".</param>
internal sealed class RemotePages(TissueClient client, string peer) : IPageSink
{
    public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/pages", batch, TissueJson.Default.PageBatch, TissueJson.Default.PageReceipt, cancellation);
}
