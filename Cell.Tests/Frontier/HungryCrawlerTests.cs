using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>Where there are fewer hosts than the crawlers would take, each of them gets some.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class HungryCrawlerTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    [Test]
    public async Task Who_has_a_host_waits_for_who_asked_in_vain()
    {
        await Frontier.SeedAsync("http://a.test/");
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null);
        Assert.That(await Frontier.LeaseAsync(2), Is.Null);
        await Frontier.SeedAsync("http://b.test/", "http://c.test/");
        var answer = await Frontier.AskAsync(1);
        Assert.That(answer.Lease, Is.Null);
        Assert.That(answer.RetryAfterMs, Is.EqualTo(50));
        Assert.That(await Frontier.LeaseAsync(2), Is.Not.Null);
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null, "nobody is hungry any more");
    }

    [Test]
    public async Task One_that_asks_no_more_is_not_waited_for()
    {
        await Frontier.SeedAsync("http://a.test/");
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null);
        Assert.That(await Frontier.LeaseAsync(2), Is.Null);
        await Frontier.SeedAsync("http://b.test/");
        Frontier.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null);
    }
}
