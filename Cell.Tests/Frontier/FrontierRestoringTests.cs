using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class FrontierRestoringTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    private static readonly PageVersion Version = new(new string('a', 64), "\"e\"", "");
    [Test]
    public async Task A_new_frontier_is_not_whole_until_it_is_said_to_be()
    {
        Assert.That(await Frontier.Queue.IsWholeAsync(CancellationToken.None), Is.False);
        await Frontier.Queue.SetWholeAsync(CancellationToken.None);
        await Frontier.RestartAsync();
        Assert.That(await Frontier.Queue.IsWholeAsync(CancellationToken.None), Is.True);
    }

    [Test, Category("Invariant 8")]
    public async Task Pages_that_are_kept_are_known_their_links_are_due_and_seeds_open_their_scopes()
    {
        await Frontier.Queue.RestoreAsync([new KeptPage("http://a.test/docs/", 0, Frontier.Clock.GetUtcNow(), Version), new KeptPage("http://a.test/docs/x", 1, Frontier.Clock.GetUtcNow(), Version)], CancellationToken.None);
        Assert.That(await Frontier.LinksAsync(0, "http://a.test/docs/x", "http://a.test/docs/y", "http://a.test/other"), Is.EqualTo(1));
        Assert.That((await Frontier.FiguresAsync()), Is.EqualTo(new FrontierFigures(3, 1, 1, 0)));
        Frontier.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await Frontier.LeaseAsync(1))?.Urls.Select(url => (url.Url, url.Last?.ETag)), Is.EquivalentTo(new[] { ("http://a.test/docs/", "\"e\""), ("http://a.test/docs/x", "\"e\""), ("http://a.test/docs/y", null) }));
    }

    [Test]
    public async Task Until_the_leases_that_nobody_remembers_have_ended_no_host_is_asked()
    {
        await Frontier.Queue.RestoreAsync([new KeptPage("http://a.test/", 0, Frontier.Clock.GetUtcNow(), Version)], CancellationToken.None);
        await Frontier.LinksAsync(0, "http://a.test/x");
        Frontier.Clock.Advance(TimeSpan.FromSeconds(61.9));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null);
    }

    [Test]
    public async Task The_first_lease_after_a_loss_has_a_higher_fence_than_any_before()
    {
        await Frontier.SeedAsync("http://a.test/");
        var before = await Frontier.LeaseAsync(1);
        await using var other = Open();
        other.Clock.Advance(TimeSpan.FromSeconds(62));
        await other.SeedAsync("http://a.test/");
        Assert.That((await other.LeaseAsync(1))?.Fence, Is.GreaterThan(before!.Fence));
    }

    [Test, Category("Invariant 8")]
    public async Task When_the_pages_are_lost_all_that_gave_one_is_due_again_and_nothing_else()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/no");
        var lease = await Frontier.LeaseAsync(1);
        await Frontier.SettleAsync(1, lease!, done: true, new UrlOutcome("http://a.test/", UrlState.Fetched, "", []) { Version = Version }, new UrlOutcome("http://a.test/no", UrlState.Gone, "", []));
        Assert.That(await Frontier.Queue.AskAgainAsync(CancellationToken.None), Is.EqualTo(1));
        Frontier.Clock.Advance(TestFrontier.Delay);
        var again = (await Frontier.LeaseAsync(1))?.Urls.Single();
        Assert.That((again?.Url, again?.Last), Is.EqualTo(("http://a.test/", (PageVersion?)null)));
    }
}
