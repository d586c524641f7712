using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrontierRestartTests
{
    private readonly TestFrontier frontier = new();

    [TearDown]
    public Task ForgetAsync() => frontier.DisposeAsync().AsTask();

    [Test, Category("Invariant 8")]
    public async Task Every_URL_that_was_taken_is_there_after_a_restart()
    {
        await frontier.SeedAsync([.. Enumerable.Range(0, 500).Select(at => $"http://{at % 5}.test/{at}")]);
        var before = frontier.Queue.Figures;
        await frontier.RestartAsync();
        Assert.That(frontier.Queue.Figures, Is.EqualTo(before));
        Assert.That(before, Is.EqualTo(new FrontierFigures(500, 500, 5, 0)));
    }

    [Test]
    public async Task What_was_settled_is_not_due_again_and_still_known()
    {
        await frontier.SeedAsync("http://a.test/");
        var lease = await frontier.LeaseAsync(1);
        await frontier.SettleAsync(1, lease!, done: true, TestFrontier.Outcome(lease!, UrlState.Fetched));
        await frontier.RestartAsync();
        Assert.That(frontier.Queue.Figures.Dry, Is.True);
        Assert.That(await frontier.LinksAsync(0, "http://a.test/"), Is.EqualTo(0));
    }

    [Test]
    public async Task Scopes_are_kept()
    {
        await frontier.SeedAsync("http://a.test/docs/");
        await frontier.RestartAsync();
        Assert.That(await frontier.LinksAsync(0, "http://a.test/docs/x", "http://a.test/other"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_lease_holds_over_a_restart_and_its_fence_only_grows()
    {
        await frontier.SeedAsync("http://a.test/");
        var first = await frontier.LeaseAsync(1);
        await frontier.RestartAsync();
        Assert.That(await frontier.LeaseAsync(2), Is.Null, "the host is leased");
        frontier.Clock.Advance(TimeSpan.FromSeconds(62));
        await frontier.LeaseAsync(2);
        frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That((await frontier.LeaseAsync(2))?.Fence, Is.GreaterThan(first!.Fence));
    }

    [Test, Category("Invariant 8")]
    public async Task URLs_leased_before_a_restart_are_due_again_after_the_lease()
    {
        await frontier.SeedAsync("http://a.test/", "http://a.test/x");
        await frontier.LeaseAsync(1);
        await frontier.RestartAsync();
        frontier.Clock.Advance(TimeSpan.FromSeconds(62));
        await frontier.LeaseAsync(2);
        frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That((await frontier.LeaseAsync(2))?.Urls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Failures_are_counted_over_a_restart()
    {
        await frontier.SeedAsync("http://a.test/");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var lease = await frontier.LeaseWhenDueAsync(1);
            await frontier.SettleAsync(1, lease, done: true, TestFrontier.Outcome(lease, UrlState.Failed));
            await frontier.RestartAsync();
        }

        Assert.That(frontier.Queue.Figures.Dry, Is.True, "given up after five");
    }
}
