using System.Globalization;

namespace Cell.Tissue;

/// <summary>The page store of another cell.</summary>
/// <param name="peer">Its tissue address, "https://host:port".</param>
internal sealed class RemotePages(TissueClient client, string peer) : IPageSink, IPageCopy
{
    public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/pages", batch, TissueJson.Default.PageBatch, TissueJson.Default.PageReceipt, cancellation);

    public Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation) =>
        client.GetAsync(peer, string.Create(CultureInfo.InvariantCulture, $"/v1/pages?origin={origin:D}&after={after}"), TissueJson.Default.PageLog, cancellation);

    public Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation) =>
        client.PostAsync(peer, "/v1/pages/read", wish, TissueJson.Default.PageWish, TissueJson.Default.PageBatch, cancellation);
}
