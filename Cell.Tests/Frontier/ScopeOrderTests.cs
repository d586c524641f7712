using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class ScopeOrderTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    [Test]
    public async Task Of_a_paused_scope_nothing_is_leased_until_it_is_resumed_and_what_is_found_is_taken()
    {
        await Frontier.SeedAsync("http://a.test/docs/", "http://a.test/blog/");
        await Frontier.OrderAsync(ScopeAction.Pause, "http://a.test/docs/");
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/docs/x"), Is.EqualTo(1));
        await Frontier.RestartAsync();
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/blog/" }));
        await Frontier.OrderAsync(ScopeAction.Resume, "http://a.test/docs/");
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/docs/", "http://a.test/docs/x" }));
    }

    [Test]
    public async Task Of_a_drained_scope_what_waits_is_visited_and_no_more_comes()
    {
        await Frontier.SeedAsync("http://a.test/docs/");
        await Frontier.OrderAsync(ScopeAction.Drain, "http://a.test/docs/");
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/docs/x"), Is.Zero);
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/docs/" }));
        Frontier.Clock.Advance(TimeSpan.FromDays(1000));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null, "no revisit");
    }

    [Test]
    public async Task A_removed_scope_is_forgotten_and_no_other_and_not_found_again()
    {
        await Frontier.SeedAsync("http://a.test/docs/", "http://a.test/docs/old/", "http://a.test/blog/");
        await Frontier.LinksAsync(0, "http://a.test/docs/x", "http://a.test/docs/old/y");
        Assert.That((await Frontier.OrderAsync(ScopeAction.Remove, "http://a.test/docs/old/"))?.Urls, Is.EqualTo(2));
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/docs/old/y"), Is.Zero);
        await Frontier.RestartAsync();
        Assert.That((await Frontier.FiguresAsync()), Is.EqualTo(new FrontierFigures(3, 3, 1, 0)));
        Assert.That(await LeasedAsync(), Is.EqualTo(new[] { "http://a.test/docs/", "http://a.test/blog/", "http://a.test/docs/x" }), "shallow ones first");
        Assert.That(await Frontier.SeedAsync("http://a.test/docs/old/"), Is.EqualTo(1), "a new seed opens it again");
    }

    [Test]
    public async Task What_is_removed_while_it_is_leased_is_not_settled()
    {
        await Frontier.SeedAsync("http://a.test/");
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.OrderAsync(ScopeAction.Remove, "http://a.test/");
        await Frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched));
        Assert.That((await Frontier.FiguresAsync()), Is.EqualTo(new FrontierFigures(0, 0, 1, 0)));
    }

    [Test, Category("Invariant 11")]
    public async Task A_scope_that_nobody_gave_is_told_to_be_none() => Assert.That(await Frontier.OrderAsync(ScopeAction.Pause, "http://a.test/"), Is.Null);

    [Test]
    public async Task A_host_gives_no_more_URLs_than_its_budget_and_says_so()
    {
        Frontier.Set("\"urlsPerHost\": 3");
        await Frontier.SeedAsync("http://a.test/", "http://b.test/");
        Assert.That(await Frontier.LinksAsync(0, [.. Enumerable.Range(0, 10).Select(page => $"http://a.test/{page}"), "http://b.test/x"]), Is.EqualTo(3));
        var host = await Frontier.LookAsync("a.test");
        Assert.That((host.Known, host.Dropped), Is.EqualTo((3, 8)));
    }

    private async Task<IEnumerable<string>> LeasedAsync()
    {
        Frontier.Clock.Advance(TestFrontier.Delay);
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: true, [.. lease!.Urls.Select(url => new UrlOutcome(url.Url, UrlState.Fetched, "", []))]);
        return lease.Urls.Select(url => url.Url);
    }
}
