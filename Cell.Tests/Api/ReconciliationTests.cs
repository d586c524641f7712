using Cell.Frontier;
using Cell.Pages;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Api;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Invariant 8")]
internal sealed class ReconciliationTests
{
    private readonly TestPages pages = new();
    private readonly TestFrontier frontier = new();

    [TearDown]
    public async Task ForgetAsync()
    {
        await frontier.DisposeAsync();
        await pages.DisposeAsync();
    }

    [Test]
    public async Task A_lost_frontier_knows_the_pages_and_their_links_again()
    {
        var seed = TestPages.Page("http://a.test/docs/", "Seed", "text") with { Links = [new PageLink("http://a.test/docs/x", "", false), new PageLink("http://a.test/docs/new", "", false), new PageLink("http://b.test/", "", false)] };
        await pages.SubmitAsync([seed, .. Enumerable.Range(0, 250).Select(number => TestPages.Page($"http://a.test/docs/{number}", "Page", "text") with { Depth = 1 }), TestPages.Page("http://a.test/docs/x", "X", "text") with { Depth = 1 }]);
        await RunAsync(() => null);
        Assert.That(frontier.Queue.Figures, Is.EqualTo(new FrontierFigures(253, 1, 1, 0)), "252 pages and one link that is new");
    }

    [Test]
    public async Task A_whole_frontier_is_left_as_it_is()
    {
        await frontier.SeedAsync("http://a.test/");
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        await pages.SubmitAsync(TestPages.Page("http://b.test/", "Page", "text"));
        await RunAsync(() => false);
        Assert.That(frontier.Queue.Figures.Known, Is.EqualTo(1));
    }

    [TestCase(false, false)]
    [TestCase(true, true)]
    public async Task Pages_that_are_lost_are_due_again_unless_another_API_has_them(bool othersHavePages, bool dry)
    {
        await frontier.SeedAsync("http://a.test/");
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        var lease = await frontier.LeaseAsync(1);
        await frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched) with { Version = new PageVersion(new string('a', 64), "", "") });
        await RunAsync(() => othersHavePages);
        Assert.That(frontier.Queue.Figures.Dry, Is.EqualTo(dry));
    }

    private Task RunAsync(Func<bool?> othersHavePages) =>
        new Reconciliation(pages.Store, frontier.Queue, othersHavePages, TimeProvider.System, NullLogger<Reconciliation>.Instance).RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
}
