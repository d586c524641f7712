using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class RobotsDirectivesTests
{
    // The header's forms as in Google's and Bing's specifications of X-Robots-Tag.
    [TestCase("noindex", true, false)]
    [TestCase("noindex, nofollow", true, true)]
    [TestCase("NONE", true, true)]
    [TestCase("all", false, false)]
    [TestCase("otherbot: noindex", false, false)]
    [TestCase("otherbot: noindex, nofollow", false, false)]
    [TestCase("otherbot: noindex, cell: nofollow", false, true)]
    [TestCase("Cell: noindex", true, false)]
    [TestCase("cell : noindex , nofollow", true, true)]
    [TestCase("unavailable_after: 25 Jun 2010 15:00:00 PST", false, false)]
    [TestCase("max-snippet: 20, noindex", true, false)]
    [TestCase("otherbot: max-snippet: 20, noindex", false, false)]
    [TestCase("", false, false)]
    [TestCase(":::", false, false)]
    public void A_header_speaks_to_all_or_to_whom_it_names(string line, bool noIndex, bool noFollow) =>
        Assert.That(RobotsDirectives.OfHeader(line, "Cell"), Is.EqualTo(new RobotsDirectives(noIndex, noFollow)));

    [Test]
    public void What_one_says_the_other_does_not_take_back() =>
        Assert.That(RobotsDirectives.OfMeta("index, nofollow") | RobotsDirectives.OfHeader("noindex", "Cell"), Is.EqualTo(new RobotsDirectives(true, true)));
}
