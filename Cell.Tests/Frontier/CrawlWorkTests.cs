using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class CrawlWorkTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Ready, delay in ms, answer time in ms: URLs a second.
    [TestCase(360, 1000, 0, 0.1)]
    [TestCase(1_000_000, 1000, 0, 1)]
    [TestCase(1_000_000, 1000, 4000, 0.25)]
    [TestCase(1_000_000, 0, 100, 10)]
    [TestCase(36_000, 0, 0, 10)]
    [TestCase(0, 0, 0, 0)]
    public void A_host_demands_what_is_ready_within_the_horizon_and_no_more_than_its_delay_or_its_speed_allows(int ready, int delay, int answer, double rate) =>
        Assert.That(CrawlWork.Demand([Work(ready, false, delay, answer)], Hour, 0).Rate, Is.EqualTo(rate).Within(1e-9));

    [Test]
    public void Three_slow_hosts_employ_three_crawlers_whatever_waits() =>
        Assert.That(CrawlWork.Demand(Enumerable.Repeat(Work(1_000_000, false, 1000, 0), 3), Hour, 0), Is.EqualTo(new CrawlDemand(3, 3, 0)));

    [Test]
    public void The_pace_caps_the_sum() => Assert.That(CrawlWork.Demand(Enumerable.Repeat(Work(1_000_000, false, 1000, 0), 30), Hour, 7).Rate, Is.EqualTo(7));

    [Test]
    public void Hosts_to_work_on_are_those_with_something_ready_or_a_lease() =>
        Assert.That(CrawlWork.Demand([Work(0, false, 1000, 0), Work(0, true, 1000, 0), Work(5, false, 1000, 0)], Hour, 0).Hosts, Is.EqualTo(2));

    private static CrawlWork Work(long ready, bool leased, int delay, int answer) => new(ready, leased, TimeSpan.FromMilliseconds(delay), TimeSpan.FromMilliseconds(answer));
}
