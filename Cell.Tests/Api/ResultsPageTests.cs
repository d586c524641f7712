using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Api;

internal sealed class ResultsPageTests
{
    private static readonly SearchResult Result = new("http://a.test/?a=1&b=2", "<script>", "one & two", [new Mark(6, 3)], 1, 2);

    [Test]
    public void What_a_site_wrote_is_text()
    {
        var page = ResultsPage.Of(new SearchResults("\"><script>", 1, 1, 10, 1, [Result]));
        Assert.That(page, Does.Not.Contain("<script").And.Contain("&lt;script&gt;</a>").And.Contain("href=\"http://a.test/?a=1&amp;b=2\""));
    }

    [Test]
    public void Words_are_marked_in_the_snippet() => Assert.That(ResultsPage.Of(new SearchResults("two", 1, 1, 10, 1, [Result])), Does.Contain("<p>one &amp; <mark>two</mark></p>"));

    [Test]
    public void Others_that_say_the_same_are_counted() => Assert.That(ResultsPage.Of(new SearchResults("two", 1, 1, 10, 1, [Result])), Does.Contain("2 more like this"));

    [TestCase(1, 30, false, true)]
    [TestCase(2, 30, true, true)]
    [TestCase(3, 3, true, false)]
    public void Pages_are_turned_where_there_are_more(int page, int total, bool previous, bool next)
    {
        var html = ResultsPage.Of(new SearchResults("two", total, page, 1, 1, [Result]));
        Assert.That((html.Contains("Previous", StringComparison.Ordinal), html.Contains("Next", StringComparison.Ordinal)), Is.EqualTo((previous, next)));
    }

    [Test]
    public void A_better_spelling_is_a_link()
    {
        var page = ResultsPage.Of(new SearchResults("vaccum \"a&b\"", 0, 1, 10, 1, []) { Suggestion = "vacuum \"a&b\"" });
        Assert.That(page, Does.Contain("<p>Did you mean <a href=\"/search?q=vacuum%20%22a%26b%22&amp;page=1&amp;count=10\">vacuum &quot;a&amp;b&quot;</a>?</p>"));
        Assert.That(page, Does.Contain("<h1 class=\"soft\">Nothing found for vaccum &quot;a&amp;b&quot;</h1>"));
    }

    [Test]
    public void Before_a_search_there_is_only_the_question() => Assert.That(ResultsPage.Of(null), Does.Contain("role=\"search\"").And.Not.Contain("<main>"));
}
