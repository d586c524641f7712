using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What the frontier makes of the news of its lease holders.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(EmbeddedKind))]
[TestFixture(typeof(SharedKind), Category = "Server")]
internal sealed class HostMannersTests<TKind> : FrontierContract<TKind>
    where TKind : IFrontierKind, new()
{
    [Test]
    public async Task A_host_that_asks_for_a_pause_gets_it()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await Frontier.LeaseAsync(1, 1);
        await Frontier.TellAsync(1, lease!, new HostNews(20, 1000, 90_000, "192.0.2.1", ""), TestFrontier.Outcome(lease!, UrlState.Failed));
        Frontier.Clock.Advance(TimeSpan.FromSeconds(89));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await Frontier.LeaseAsync(1), Is.Not.Null);
    }

    [Test]
    public async Task The_delay_that_a_holder_kept_lies_before_the_next_lease_too()
    {
        await Frontier.SeedAsync("http://a.test/", "http://a.test/x");
        var lease = await Frontier.LeaseAsync(1, 1);
        await Frontier.TellAsync(1, lease!, new HostNews(20, 5000, 0, "192.0.2.1", ""), TestFrontier.Outcome(lease!, UrlState.Fetched));
        Frontier.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That(await Frontier.LeaseAsync(1), Is.Null);
        Frontier.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That((await Frontier.LeaseAsync(1))?.AnswerMs, Is.EqualTo(20));
    }

    [Test]
    public async Task A_host_that_fails_as_a_whole_is_left_alone_longer_each_time_and_its_URLs_lose_no_try()
    {
        await Frontier.SeedAsync("http://a.test/");
        var waits = new List<double>();
        for (var fault = 0; fault < 6; fault++)
        {
            var asked = Frontier.Clock.GetUtcNow();
            var lease = await Frontier.LeaseWhenDueAsync(1);
            waits.Add((Frontier.Clock.GetUtcNow() - asked).TotalSeconds);
            await Frontier.TellAsync(1, lease, new HostNews(0, 0, 0, "", "no such name"), TestFrontier.Outcome(lease, UrlState.Failed));
        }

        Assert.That(waits[1..], Is.Ordered.Ascending);
        Assert.That(waits[1], Is.InRange(10, 13));
        Assert.That((await Frontier.LookAsync("a.test")).Fault, Is.EqualTo("no such name"));
    }

    [Test]
    public async Task A_crawl_does_not_wait_for_a_host_that_gave_nothing_five_times()
    {
        await Frontier.SeedAsync("http://a.test/");
        for (var fault = 1; fault <= 5; fault++)
        {
            Assert.That((await Frontier.FiguresAsync()).Dry, Is.False, $"before fault {fault}");
            var lease = await Frontier.LeaseWhenDueAsync(1);
            await Frontier.TellAsync(1, lease, new HostNews(0, 0, 0, "", "no such name"), TestFrontier.Outcome(lease, UrlState.Failed));
        }

        Assert.That(((await Frontier.FiguresAsync()).Dry, (await Frontier.FiguresAsync()).GivenUp), Is.EqualTo((true, 1)));
        await Frontier.RestartAsync();
        Assert.That(((await Frontier.FiguresAsync()).Dry, (await Frontier.FiguresAsync()).GivenUp), Is.EqualTo((true, 1)), "after a restart");
        var again = await Frontier.LeaseWhenDueAsync(1);
        await Frontier.TellAsync(1, again, new HostNews(5, 0, 0, "192.0.2.1", ""));
        Assert.That(((await Frontier.FiguresAsync()).Dry, (await Frontier.FiguresAsync()).GivenUp), Is.EqualTo((false, 0)), "it is back");
    }

    [Test]
    public async Task Hosts_of_one_address_are_worked_on_by_as_many_as_its_delay_allows()
    {
        Frontier.Set("\"delay\": \"1s\", \"addressDelay\": \"500ms\"");
        await Frontier.SeedAsync([.. Enumerable.Range(0, 4).SelectMany(host => new[] { $"http://{host}.test/", $"http://{host}.test/x" })]);
        for (var host = 0; host < 4; host++)
        {
            var lease = await Frontier.LeaseAsync(1, 1);
            await Frontier.TellAsync(1, lease!, new HostNews(5, 0, 0, "192.0.2.1", ""), TestFrontier.Outcome(lease!, UrlState.Fetched));
        }

        Frontier.Clock.Advance(TimeSpan.FromSeconds(2));
        var first = await Frontier.LeaseAsync(1);
        var second = await Frontier.LeaseAsync(2);
        Assert.That((first is null, second is null, await Frontier.LeaseAsync(3)), Is.EqualTo((false, false, (Lease?)null)));
        await Frontier.SettleAsync(1, first!, done: true, TestFrontier.Outcome(first!, UrlState.Fetched));
        Assert.That((await Frontier.LeaseAsync(3))?.Host, Is.Not.Null.And.Not.EqualTo(first!.Host).And.Not.EqualTo(second!.Host));
    }
}
