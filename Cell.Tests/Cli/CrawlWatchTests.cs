using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

internal sealed class CrawlWatchTests
{
    [Test]
    public void Delays_bound_a_crawl_whose_slowest_host_needs_longer_than_its_rate() =>
        Assert.That(CrawlWatch.Bound(View(3600, 3600), 20, 4), Does.Contain("by the hosts' delays, not by speed: slow.test alone needs 1 h 0 min (one request each 1 s, by its delay)"));

    [Test]
    public void Speed_bounds_a_crawl_whose_rate_needs_longer_than_its_slowest_host() =>
        Assert.That(CrawlWatch.Bound(View(3600, 10), 20, 4), Does.StartWith("Bound by the crawlers' speed"));

    [Test]
    public void Without_a_crawler_it_says_how_to_bear_one() => Assert.That(CrawlWatch.Bound(View(1, 1), 0, 0), Does.Contain("cell divide --role crawler"));

    private static FrontierView View(int waiting, double seconds) => new(
        1, waiting, waiting, 1, 0, 0, 0, new CrawlDemand(1, 1, 0), seconds, [],
        [new HostView("slow.test", waiting, waiting, waiting, 0, 1000, 5, "192.0.2.1", 0, "", "", seconds, "one request each 1 s, by its delay")]);
}
