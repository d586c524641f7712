using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What the frontier makes of the news of its lease holders.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostMannersTests
{
    private readonly TestFrontier frontier = new();

    [TearDown]
    public Task ForgetAsync() => frontier.DisposeAsync().AsTask();

    [Test]
    public async Task A_host_that_asks_for_a_pause_gets_it()
    {
        await frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await frontier.LeaseAsync(1, 1);
        await frontier.TellAsync(1, lease!, new HostNews(20, 1000, 90_000, "192.0.2.1", ""), TestFrontier.Outcome(lease!, UrlState.Failed));
        frontier.Clock.Advance(TimeSpan.FromSeconds(89));
        Assert.That(await frontier.LeaseAsync(1), Is.Null);
        frontier.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
    }

    [Test]
    public async Task The_delay_that_a_holder_kept_lies_before_the_next_lease_too()
    {
        await frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await frontier.LeaseAsync(1, 1);
        await frontier.TellAsync(1, lease!, new HostNews(20, 5000, 0, "192.0.2.1", ""), TestFrontier.Outcome(lease!, UrlState.Fetched));
        frontier.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That(await frontier.LeaseAsync(1), Is.Null);
        frontier.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That((await frontier.LeaseAsync(1))?.AnswerMs, Is.EqualTo(20));
    }

    [Test]
    public async Task A_host_that_fails_as_a_whole_is_left_alone_longer_each_time_and_its_URLs_lose_no_try()
    {
        await frontier.SeedAsync("http://a.test/");
        var waits = new List<double>();
        for (var fault = 0; fault < 6; fault++)
        {
            var asked = frontier.Clock.GetUtcNow();
            var lease = await frontier.LeaseWhenDueAsync(1);
            waits.Add((frontier.Clock.GetUtcNow() - asked).TotalSeconds);
            await frontier.TellAsync(1, lease, new HostNews(0, 0, 0, "", "no such name"), TestFrontier.Outcome(lease, UrlState.Failed));
        }

        Assert.That(waits[1..], Is.Ordered.Ascending);
        Assert.That(waits[1], Is.InRange(10, 13));
        Assert.That((await frontier.LookAsync("a.test")).Fault, Is.EqualTo("no such name"));
    }

    [Test]
    public async Task A_crawl_does_not_wait_for_a_host_that_gave_nothing_five_times()
    {
        await frontier.SeedAsync("http://a.test/");
        for (var fault = 1; fault <= 5; fault++)
        {
            Assert.That(frontier.Queue.Figures.Dry, Is.False, $"before fault {fault}");
            var lease = await frontier.LeaseWhenDueAsync(1);
            await frontier.TellAsync(1, lease, new HostNews(0, 0, 0, "", "no such name"), TestFrontier.Outcome(lease, UrlState.Failed));
        }

        Assert.That((frontier.Queue.Figures.Dry, frontier.Queue.Figures.GivenUp), Is.EqualTo((true, 1)));
        await frontier.RestartAsync();
        Assert.That((frontier.Queue.Figures.Dry, frontier.Queue.Figures.GivenUp), Is.EqualTo((true, 1)), "after a restart");
        var again = await frontier.LeaseWhenDueAsync(1);
        await frontier.TellAsync(1, again, new HostNews(5, 0, 0, "192.0.2.1", ""));
        Assert.That((frontier.Queue.Figures.Dry, frontier.Queue.Figures.GivenUp), Is.EqualTo((false, 0)), "it is back");
    }

    [Test]
    public async Task Hosts_of_one_address_are_worked_on_by_as_many_as_its_delay_allows()
    {
        frontier.Set("\"delay\": \"1s\", \"addressDelay\": \"500ms\"");
        await frontier.SeedAsync([.. Enumerable.Range(0, 4).SelectMany(host => new[] { $"http://{host}.test/", $"http://{host}.test/x" })]);
        for (var host = 0; host < 4; host++)
        {
            var lease = await frontier.LeaseAsync(1, 1);
            await frontier.TellAsync(1, lease!, new HostNews(5, 0, 0, "192.0.2.1", ""), TestFrontier.Outcome(lease!, UrlState.Fetched));
        }

        frontier.Clock.Advance(TimeSpan.FromSeconds(2));
        var first = await frontier.LeaseAsync(1);
        var second = await frontier.LeaseAsync(2);
        Assert.That((first is null, second is null, await frontier.LeaseAsync(3)), Is.EqualTo((false, false, (Lease?)null)));
        await frontier.SettleAsync(1, first!, done: true, TestFrontier.Outcome(first!, UrlState.Fetched));
        Assert.That((await frontier.LeaseAsync(3))?.Host, Is.Not.Null.And.Not.EqualTo(first!.Host).And.Not.EqualTo(second!.Host));
    }
}
