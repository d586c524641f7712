using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ScopeOrderTests
{
    private readonly TestFrontier frontier = new();

    [TearDown]
    public Task ForgetAsync() => frontier.DisposeAsync().AsTask();

    [Test]
    public async Task Of_a_paused_scope_nothing_is_leased_until_it_is_resumed_and_what_is_found_is_taken()
    {
        await frontier.SeedAsync("http://a.test/docs/", "http://a.test/blog/");
        await frontier.OrderAsync(ScopeAction.Pause, "http://a.test/docs/");
        Assert.That(await frontier.LinksAsync(0, "http://a.test/docs/x"), Is.EqualTo(1));
        await frontier.RestartAsync();
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/blog/" }));
        await frontier.OrderAsync(ScopeAction.Resume, "http://a.test/docs/");
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/docs/", "http://a.test/docs/x" }));
    }

    [Test]
    public async Task Of_a_drained_scope_what_waits_is_visited_and_no_more_comes()
    {
        await frontier.SeedAsync("http://a.test/docs/");
        await frontier.OrderAsync(ScopeAction.Drain, "http://a.test/docs/");
        Assert.That(await frontier.LinksAsync(0, "http://a.test/docs/x"), Is.Zero);
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/docs/" }));
        frontier.Clock.Advance(TimeSpan.FromDays(1000));
        Assert.That(await frontier.LeaseAsync(1), Is.Null, "no revisit");
    }

    [Test]
    public async Task A_removed_scope_is_forgotten_and_no_other_and_not_found_again()
    {
        await frontier.SeedAsync("http://a.test/docs/", "http://a.test/docs/old/", "http://a.test/blog/");
        await frontier.LinksAsync(0, "http://a.test/docs/x", "http://a.test/docs/old/y");
        Assert.That((await frontier.OrderAsync(ScopeAction.Remove, "http://a.test/docs/old/"))?.Urls, Is.EqualTo(2));
        Assert.That(await frontier.LinksAsync(0, "http://a.test/docs/old/y"), Is.Zero);
        await frontier.RestartAsync();
        Assert.That(frontier.Queue.Figures, Is.EqualTo(new FrontierFigures(3, 3, 1, 0)));
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/docs/", "http://a.test/blog/", "http://a.test/docs/x" }), "shallow ones first");
        Assert.That(await frontier.SeedAsync("http://a.test/docs/old/"), Is.EqualTo(1), "a new seed opens it again");
    }

    [Test]
    public async Task What_is_removed_while_it_is_leased_is_not_settled()
    {
        await frontier.SeedAsync("http://a.test/");
        var lease = await frontier.LeaseAsync(1);
        await frontier.OrderAsync(ScopeAction.Remove, "http://a.test/");
        await frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched));
        Assert.That(frontier.Queue.Figures, Is.EqualTo(new FrontierFigures(0, 0, 1, 0)));
    }

    [Test, Category("Invariant 11")]
    public async Task A_scope_that_nobody_gave_is_told_to_be_none() => Assert.That(await frontier.OrderAsync(ScopeAction.Pause, "http://a.test/"), Is.Null);

    [Test]
    public async Task A_host_gives_no_more_URLs_than_its_budget_and_says_so()
    {
        frontier.Set("\"urlsPerHost\": 3");
        await frontier.SeedAsync("http://a.test/", "http://b.test/");
        Assert.That(await frontier.LinksAsync(0, [.. Enumerable.Range(0, 10).Select(page => $"http://a.test/{page}"), "http://b.test/x"]), Is.EqualTo(3));
        var host = await frontier.LookAsync("a.test");
        Assert.That((host.Known, host.Dropped), Is.EqualTo((3, 8)));
    }

    private async Task<IEnumerable<string>> LeasedAsync()
    {
        frontier.Clock.Advance(TestFrontier.Delay);
        var lease = await frontier.LeaseAsync(1);
        await frontier.SettleAsync(1, lease!, done: true, [.. lease!.Urls.Select(url => new UrlOutcome(url.Url, UrlState.Fetched, "", []))]);
        return lease.Urls.Select(url => url.Url);
    }
}
