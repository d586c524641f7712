using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class CrawlDemandTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Test]
    public void Three_slow_hosts_ask_for_what_they_let_whatever_waits()
    {
        var demand = CrawlDemand.Of([.. Enumerable.Repeat(Host(333_333, 10, 0.2), 3)], 0, Hour, null);
        Assert.That((Math.Round(demand.Pages, 3), demand.Hosts), Is.EqualTo((0.3, 3)));
    }

    [Test]
    public void A_host_with_little_asks_for_what_is_due_within_the_horizon() => Assert.That(CrawlDemand.Of([Host(360, 1, 0.2)], 0, Hour, null).Pages, Is.EqualTo(0.1).Within(1e-9));

    [Test]
    public void A_host_that_answers_slowly_is_as_polite_as_one_with_a_delay() => Assert.That(CrawlDemand.Of([Host(1_000_000, 0, 4)], 0, Hour, null).Pages, Is.EqualTo(0.25).Within(1e-9));

    [Test]
    public void Held_links_are_demand_and_the_pace_is_its_bound()
    {
        Assert.That(CrawlDemand.Of([Host(3600, 1, 0)], 7200, Hour, null).Pages, Is.EqualTo(3).Within(1e-9));
        Assert.That(CrawlDemand.Of([Host(3600, 1, 0)], 7200, Hour, 2).Pages, Is.EqualTo(2));
    }

    [Test]
    public void Nothing_due_asks_for_nothing() => Assert.That(CrawlDemand.Of([Host(0, 1, 1)], 0, Hour, null), Is.EqualTo(new CrawlDemand(0, 0)));

    [Test]
    public void Crawlers_that_can_just_do_it_have_the_ideal_load() => Assert.That(new CrawlDemand(40, 100).Load(4, 10, 0.5), Is.EqualTo(0.5));

    private static HostDemand Host(long ready, double delay, double answer) => new(ready, TimeSpan.FromSeconds(delay), TimeSpan.FromSeconds(answer));
}
