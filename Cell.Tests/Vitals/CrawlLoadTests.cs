using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class CrawlLoadTests
{
    [TestCase(40.0, 4, 10.0, 0.5, Description = "they can just do it")]
    [TestCase(80.0, 4, 10.0, 1.0)]
    [TestCase(0.0, 4, 10.0, 0.0)]
    [TestCase(5.0, 0, 10.0, 0.25, Description = "one would have that")]
    public void Crawlers_that_can_just_do_what_there_is_have_the_ideal_load(double demand, int crawlers, double capacity, double load) =>
        Assert.That(CrawlLoad.Of(demand, crawlers, capacity, 0.5).Load, Is.EqualTo(load).Within(1e-9));

    [Test]
    public void What_a_crawler_can_do_is_not_known_before_it_crawled() => Assert.That(CrawlLoad.Of(40, 4, 0, 0.5).Load, Is.Null);
}
