using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>Where there are fewer hosts than the crawlers would take, each of them gets some.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HungryCrawlerTests
{
    private readonly TestFrontier frontier = new();

    [TearDown]
    public Task ForgetAsync() => frontier.DisposeAsync().AsTask();

    [Test]
    public async Task Who_has_a_host_waits_for_who_asked_in_vain()
    {
        await frontier.SeedAsync("http://a.test/");
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
        Assert.That(await frontier.LeaseAsync(2), Is.Null);
        await frontier.SeedAsync("http://b.test/", "http://c.test/");
        var answer = await frontier.AskAsync(1);
        Assert.That(answer.Lease, Is.Null);
        Assert.That(answer.RetryAfterMs, Is.EqualTo(50));
        Assert.That(await frontier.LeaseAsync(2), Is.Not.Null);
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null, "nobody is hungry any more");
    }

    [Test]
    public async Task One_that_asks_no_more_is_not_waited_for()
    {
        await frontier.SeedAsync("http://a.test/");
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
        Assert.That(await frontier.LeaseAsync(2), Is.Null);
        await frontier.SeedAsync("http://b.test/");
        frontier.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
    }
}
