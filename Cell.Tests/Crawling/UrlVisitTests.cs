using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class UrlVisitTests
{
    [Test]
    public async Task What_robots_forbids_is_refused_with_the_rule()
    {
        var outcome = await OutcomeAsync(RobotsRules.Parse("User-agent: *\nDisallow: /", Fetcher.Product));
        Assert.That((outcome.State, outcome.Detail), Is.EqualTo((UrlState.Refused, "robots.txt: Disallow: /")));
    }

    private static async Task<UrlOutcome> OutcomeAsync(RobotsRules robots)
    {
        using var fetcher = TestCrawl.Fetcher();
        var visit = new UrlVisit(fetcher, TimeProvider.System, NullLogger.Instance);
        return (await visit.VisitAsync(new LeasedUrl("http://127.0.0.1:9/x", 1), robots, 1000, CancellationToken.None)).Outcome;
    }
}
