using System.Net;
using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Api;

/// <summary>Takes pages in, as far as clients leave room, and until too many links wait for the frontier.</summary>
/// <param name="held">Acknowledged pages whose links have still to go to the frontier from here.</param>
internal sealed partial class Ingestion(IPageSink pages, Limiter limiter, Func<long> held, Gauges gauges, ILogger<Ingestion> log) : IPageSink
{
    /// <summary>A minute of what one API takes in at its fastest: so long the cursor may wait for clients.</summary>
    public const int MostHeld = 20_000;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private int refusing;
    private volatile bool closed;

    /// <summary>No pages any more: this cell leaves.</summary>
    public void Close() => closed = true;

    /// <exception cref="TissueException">Too much at once: 429, and when to come again.</exception>
    /// <exception cref="IOException">The disk does not take them, or this cell leaves.</exception>
    public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
    {
        if (closed)
        {
            throw new IOException("This cell leaves and takes no more pages.");
        }

        if (held() is > MostHeld and var many)
        {
            throw new TissueException($"The links of {many} pages wait for the frontier, {MostHeld} at most.", HttpStatusCode.TooManyRequests, null) { RetryAfter = Again };
        }

        var receipt = await limiter.TakeAsync(() => StoreAsync(batch, cancellation), cancellation);
        gauges.Stored.Add(receipt.Stored);
        gauges.Work.Did();
        return receipt;
    }

    private async Task<PageReceipt> StoreAsync(PageBatch batch, CancellationToken cancellation)
    {
        PageReceipt receipt;
        try
        {
            receipt = await pages.SubmitAsync(batch, cancellation);
        }
        catch (IOException fault)
        {
            gauges.Stumbled();

            // One line until it is well again: crawlers insist.
            if (Interlocked.Exchange(ref refusing, 1) == 0)
            {
                LogRefusing(fault.Message);
            }

            throw;
        }

        if (Interlocked.Exchange(ref refusing, 0) == 1)
        {
            LogTaking();
        }

        return receipt;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Pages are refused until the disk takes them again: {Reason}")]
    private partial void LogRefusing(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pages are taken again.")]
    private partial void LogTaking();
}
