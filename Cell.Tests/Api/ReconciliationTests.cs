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

    [Test]
    public async Task What_others_crawled_meanwhile_is_visited_for_who_takes_over()
    {
        await frontier.SeedAsync("http://a.test/");
        await frontier.LinksAsync(0, "http://a.test/x", "http://a.test/y");
        await frontier.LeaseAsync(1);
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        frontier.Seat = new FrontierSeat(false, true, false);
        await frontier.LeaseAsync(1);
        frontier.Clock.Advance(TimeSpan.FromMinutes(10));
        frontier.Seat = frontier.Seat with { IsHeld = true };
        Assert.That(await frontier.LeaseAsync(1), Is.Null);
        await pages.SubmitAsync(TestPages.Page("http://a.test/", "Page", "text") with { Fetched = frontier.Clock.GetUtcNow() }, TestPages.Page("http://a.test/x", "Page", "text") with { Fetched = frontier.Clock.GetUtcNow() });
        await RunAsync(() => true);
        frontier.Clock.Advance(TimeSpan.FromSeconds(72));
        Assert.That((await frontier.LeaseAsync(1))?.Urls.Select(url => url.Url), Is.EqualTo(new[] { "http://a.test/y" }));
    }

    [Test]
    public async Task What_only_an_API_had_that_ended_is_due_again()
    {
        await frontier.SeedAsync("http://a.test/", "http://a.test/lost", "http://a.test/gone");
        var lease = (await frontier.LeaseAsync(1))!;
        var version = new PageVersion(new string('a', 64), "", "");
        await frontier.SettleAsync(1, lease, done: true, [.. lease.Urls.Select(url => new UrlOutcome(url.Url, url.Url.EndsWith("gone", StringComparison.Ordinal) ? UrlState.Gone : UrlState.Fetched, "", []) { Version = version })]);
        await pages.SubmitAsync(TestPages.Page("http://a.test/", "Page", "text"));
        var lost = new LostPages(pages.Store, frontier.Queue, () => true, TimeProvider.System, NullLogger<LostPages>.Instance);
        Assert.That(await lost.LookAsync(CancellationToken.None), Is.EqualTo(1));
        var again = (await frontier.LeaseWhenDueAsync(1)).Urls.Single();
        Assert.That((again.Url, again.Last), Is.EqualTo(("http://a.test/lost", (PageVersion?)null)));
        Assert.That(await lost.LookAsync(CancellationToken.None), Is.Zero);
    }

    private async Task RunAsync(Func<bool?> othersHavePages)
    {
        var reconciliation = new Reconciliation(pages.Store, frontier.Queue, othersHavePages, TimeProvider.System, NullLogger<Reconciliation>.Instance);
        await Eventually.IsTrueAsync("reconciled", TimeSpan.FromSeconds(20), () => reconciliation.LookAsync(CancellationToken.None));
    }
}
