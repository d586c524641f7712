using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Readers beside the writer: nobody sees half of a write, and no reader stops another.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReadWhileWritingTests
{
    private const int Batches = 25;
    private readonly TestPages pages = new();

    [TearDown]
    public Task ForgetAsync() => pages.DisposeAsync().AsTask();

    [Test]
    public async Task Readers_never_fail_while_pages_come_in()
    {
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(end.Token))).ToList();
        foreach (var batch in Enumerable.Range(0, Batches))
        {
            await pages.SubmitAsync([.. Enumerable.Range(0, 20).Select(at => TestPages.Page($"http://a.test/{batch}/{at}", "title", new string('x', 2000)))]);
        }

        await end.CancelAsync();
        Assert.That((await Task.WhenAll(readers)).Sum(), Is.Positive);
        Assert.That(pages.Store.Count, Is.EqualTo(Batches * 20));
    }

    private async Task<int> ReadAsync(CancellationToken stopping)
    {
        var read = 0;
        while (!stopping.IsCancellationRequested)
        {
            _ = pages.Find("http://a.test/3/3");
            read += (await pages.Store.LogAsync(pages.Store.Origin, Math.Max(0, pages.Store.Last - 20), CancellationToken.None)).Entries.Count;
        }

        return read;
    }
}
