using System.Net;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Api;

internal sealed class IngestionTests
{
    private readonly Sink sink = new();

    [Test]
    public async Task Pages_are_taken_while_links_wait_within_their_bound() => Assert.That((await Of(Ingestion.MostHeld).SubmitAsync(Batch, CancellationToken.None)).Stored, Is.EqualTo(1));

    [Test, Category("Invariant 9")]
    public async Task Pages_are_refused_while_too_many_links_wait()
    {
        var before = sink.Taken;
        var refusal = await Assert.ThrowsAsync<TissueException>(() => Of(Ingestion.MostHeld + 1).SubmitAsync(Batch, CancellationToken.None));
        Assert.That((refusal.Status, refusal.RetryAfter), Is.EqualTo((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(5))));
        Assert.That(refusal.Message, Does.Contain("20001").And.Contain("20000 at most"));
        Assert.That(sink.Taken, Is.EqualTo(before));
    }

    [Test, Category("Invariant 9")]
    public async Task A_crawler_hears_when_to_come_again()
    {
        var door = new Door().Map("POST", "/v1/pages", async context => await Of(Ingestion.MostHeld + 1).SubmitAsync(Batch, context.RequestAborted));
        await using var site = await TestSite.StartAsync(door.OpenAsync);
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri($"{site.Origin}/v1/pages"), null);
        Assert.That((answer.StatusCode, answer.Headers.RetryAfter?.Delta), Is.EqualTo((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(5))));
    }

    [Test, Category("Invariant 8")]
    public void A_cell_that_leaves_takes_none()
    {
        var leaving = Of(0);
        leaving.Close();
        Assert.That(async () => await leaving.SubmitAsync(Batch, CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.Contains("leaves"));
    }

    private static PageBatch Batch => new(1, [Pages.TestPages.Page("http://a.test/", "", "")]);

    private Ingestion Of(long held) => new(sink, new Limiter(new Storage.ProcessorShare(1, TimeProvider.System), TimeProvider.System), () => held, new Gauges(TimeProvider.System), NullLogger<Ingestion>.Instance);

    private sealed class Sink : IPageSink
    {
        public int Taken { get; private set; }

        public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
        {
            Taken++;
            return Task.FromResult(new PageReceipt(1, batch.Pages.Count));
        }
    }
}
