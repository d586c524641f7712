using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReindexingTests
{
    private const int Pages = 300;
    private readonly TestPages pages = new();

    [TearDown]
    public Task ForgetAsync() => pages.DisposeAsync().AsTask();

    private EmbeddedPages Store => (EmbeddedPages)pages.Store;

    [Test]
    public async Task A_new_index_takes_the_place_of_the_old_one_and_no_search_misses_a_page_meanwhile()
    {
        await pages.IndexAsync([.. Enumerable.Range(0, Pages).Select(at => TestPages.Page($"http://a.test/{at}", $"page {at}", "alpha"))]);
        using var end = new CancellationTokenSource();
        var searching = SearchAsync(end.Token);
        var told = new List<(long Position, long Last)>();
        await Store.ReindexAsync((position, last) => told.Add((position, last)), CancellationToken.None);
        await end.CancelAsync();
        Assert.That(await searching, Is.Positive);
        Assert.That(told[^1].Position, Is.EqualTo(Pages));
        Assert.That(Directory.Exists(pages.Folder.At("index.next")), Is.False);

        await pages.IndexAsync(TestPages.Page("http://b.test/", "later", "beta"));
        await pages.RestartAsync(() => { });
        Assert.That((pages.Search("alpha").Total, pages.Search("beta").Total), Is.EqualTo((Pages, 1)));
        Assert.That((await Store.ExamineAsync(CancellationToken.None)).Faults, Is.Empty);
    }

    [Test]
    public async Task One_that_is_given_up_leaves_the_old_one()
    {
        await pages.IndexAsync([.. Enumerable.Range(0, Pages).Select(at => TestPages.Page($"http://a.test/{at}", $"page {at}", "alpha"))]);
        using var giveUp = new CancellationTokenSource();
        Assert.That(async () => await Store.ReindexAsync((_, _) => giveUp.Cancel(), giveUp.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pages.Search("alpha").Total, Is.EqualTo(Pages));
        await Store.ReindexAsync((_, _) => { }, CancellationToken.None);
        Assert.That(pages.Search("alpha").Total, Is.EqualTo(Pages));
    }

    [Test]
    public async Task There_is_one_at_a_time()
    {
        await pages.IndexAsync(TestPages.Page("http://a.test/", "", "alpha"));
        using var hold = new ManualResetEventSlim();
        var first = Task.Run(() => Store.ReindexAsync((_, _) => hold.Wait(), CancellationToken.None));
        await Eventually.IsTrueAsync(() => Directory.Exists(pages.Folder.At("index.next")), TimeSpan.FromSeconds(10), "it did not begin");
        Assert.That(async () => await Store.ReindexAsync((_, _) => { }, CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.EqualTo("A new index is being made already."));
        hold.Set();
        await first;
    }

    private async Task<int> SearchAsync(CancellationToken stopping)
    {
        var searches = 0;
        for (; !stopping.IsCancellationRequested; searches++)
        {
            var found = await Store.SearchAsync(new SearchQuery("alpha", 1, 10), CancellationToken.None);
            Assert.That(found.Total, Is.EqualTo(Pages));
            await Task.Yield();
        }

        return searches;
    }
}
