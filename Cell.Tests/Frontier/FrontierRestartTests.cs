using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class FrontierRestartTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    [Test, Category("Invariant 8")]
    public async Task Every_URL_that_was_taken_is_there_after_a_restart()
    {
        await Frontier.SeedAsync([.. Enumerable.Range(0, 500).Select(at => $"http://{at % 5}.test/{at}")]);
        var before = (await Frontier.FiguresAsync());
        await Frontier.RestartAsync();
        Assert.That((await Frontier.FiguresAsync()), Is.EqualTo(before));
        Assert.That(before, Is.EqualTo(new FrontierFigures(500, 500, 5, 0)));
    }

    [Test]
    public async Task What_was_settled_is_not_due_again_and_still_known()
    {
        await Frontier.SeedAsync("http://a.test/");
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched));
        await Frontier.RestartAsync();
        Assert.That((await Frontier.FiguresAsync()).Dry, Is.True);
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/"), Is.EqualTo(0));
    }

    [Test]
    public async Task Scopes_are_kept()
    {
        await Frontier.SeedAsync("http://a.test/docs/");
        await Frontier.RestartAsync();
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/docs/x", "http://a.test/other"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_lease_holds_over_a_restart_and_its_fence_only_grows()
    {
        await Frontier.SeedAsync("http://a.test/");
        var first = await Frontier.LeaseAsync(1);
        await Frontier.RestartAsync();
        Assert.That(await Frontier.LeaseAsync(2), Is.Null, "the host is leased");
        Frontier.Clock.Advance(TimeSpan.FromSeconds(62));
        await Frontier.LeaseAsync(2);
        Frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That((await Frontier.LeaseAsync(2))?.Fence, Is.GreaterThan(first!.Fence));
    }

    [Test, Category("Invariant 8")]
    public async Task URLs_leased_before_a_restart_are_due_again_after_the_lease()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        await Frontier.LeaseAsync(1);
        await Frontier.RestartAsync();
        Frontier.Clock.Advance(TimeSpan.FromSeconds(62));
        await Frontier.LeaseAsync(2);
        Frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That((await Frontier.LeaseAsync(2))?.Urls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Failures_are_counted_over_a_restart()
    {
        await Frontier.SeedAsync("http://a.test/");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var lease = await Frontier.LeaseWhenDueAsync(1);
            await Frontier.SettleAsync(1, lease, done: true, TestFrontier.Outcome(lease, UrlState.Failed));
            await Frontier.RestartAsync();
        }

        Assert.That((await Frontier.FiguresAsync()).Dry, Is.True, "given up after five");
    }
}
