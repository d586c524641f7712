using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class TrapsTests
{
    [TestCase("http://a.test/", false)]
    [TestCase("http://a.test/a/b/a/b/x", false)]
    [TestCase("http://a.test/en/docs/en/docs/", false)]
    [TestCase("http://a.test/a/a/a", true)]
    [TestCase("http://a.test/a/a/a/", true)]
    [TestCase("http://a.test/x/a/b/a/b/a/b/y", true)]
    [TestCase("http://a.test/x/a/b/a/b/a/c", false)]
    [TestCase("http://a.test/a/b/c/a/b/c/a/b/c", true)]
    [TestCase("http://a.test/2011/11/11/11/post", false)]
    [TestCase("http://a.test/1/1/1/1/1/1", false)]
    [TestCase("http://a.test/x?a/a/a/a/a/a", false)]
    [TestCase("http://a.test/a//////b", true)]
    public void A_path_that_leads_into_itself_is_seen(string url, bool trap) => Assert.That(Traps.LeadsIntoItself(url), Is.EqualTo(trap));

    [TestCase(Traps.MostSegments, false)]
    [TestCase(Traps.MostSegments + 1, true)]
    [TestCase(1000, true)]
    public void A_path_has_so_many_parts_at_most(int parts, bool trap) =>
        Assert.That(Traps.LeadsIntoItself("http://a.test/" + string.Join('/', Enumerable.Range(0, parts).Select(part => $"p{part}"))), Is.EqualTo(trap));

    // Whatever stands before, and whatever the parts are.
    [Test]
    public void Words_that_follow_themselves_three_times_are_seen_anywhere() =>
        Gen.Select(Gen.String[Gen.Char["abcdef"], 1, 4].List[0, 5], Gen.String[Gen.Char["ghijk"], 1, 4].List[1, 4], Gen.Int[3, 6]).Sample(
            (before, block, times) => Traps.LeadsIntoItself($"http://a.test/{string.Join('/', before.Concat(Enumerable.Repeat(block, times).SelectMany(part => part)))}"),
            iter: 500);

    [Test]
    public void Words_that_all_differ_are_none() =>
        Gen.String[Gen.Char["abcdef"], 1, 6].HashSet[0, 20].Sample(words => !Traps.LeadsIntoItself($"http://a.test/{string.Join('/', words)}"), iter: 500);

    [TestCase("http://a.test/")]
    [TestCase("http://a.test/questions/12345/how-to")]
    [TestCase("http://a.test/man/man1/ls.1.html")]
    [TestCase("http://a.test/v2.0.11/x")]
    [TestCase("http://a.test")]
    public void Words_and_numbers_of_a_path_make_no_pattern(string url) => Assert.That(Traps.Pattern(url), Is.Null);

    [TestCase("http://a.test/calendar?day=1", "http://a.test/calendar?day=2")]
    [TestCase("http://a.test/calendar?y=2026&m=1", "http://a.test/calendar?m=12&y=3001")]
    [TestCase("http://a.test/events/2026/11/", "http://a.test/events/2031/02/")]
    [TestCase("http://a.test/events/2026-11-26", "http://a.test/events/2026-11-27")]
    [TestCase("http://a.test/events/26.11.2026", "http://a.test/events/01.01.1999")]
    [TestCase("http://a.test/session;id=0", "http://a.test/session;id=77")]
    [TestCase("http://a.test/x;sid=3fa9c1/y", "http://a.test/x;sid=00ff1e/y")]
    [TestCase("http://a.test/list?sort=name&page=4", "http://a.test/list?page=4&sort=size")]
    [TestCase("http://a.test/?q=", "http://a.test/?q")]
    public void What_differs_in_parameters_and_dates_is_one_pattern(string url, string other)
    {
        Assert.That(Traps.Pattern(url), Is.Not.Null);
        Assert.That(Traps.Pattern(other), Is.EqualTo(Traps.Pattern(url)));
    }

    [TestCase("http://a.test/2026/11/26/how-to-cook", "http://a.test/2026/11/26/how-to-bake")]
    [TestCase("http://a.test/list?sort=name", "http://a.test/list?order=name")]
    [TestCase("http://a.test/list?a=1", "http://a.test/show?a=1")]
    [TestCase("http://a.test/list?a=1", "http://a.test/list?a=1&a=1")]
    public void What_differs_in_words_is_not(string url, string other) => Assert.That(Traps.Pattern(other), Is.Not.EqualTo(Traps.Pattern(url)));

    [Test, Category("Invariant 11")]
    public void Any_URL_is_judged() =>
        Gen.String[Gen.Char["ab1/?&=;.-%20"], 0, 300].Sample(rest => { Traps.LeadsIntoItself($"http://a.test/{rest}"); Traps.Pattern($"http://a.test/{rest}"); }, iter: 2000);

    [TestCase(1, 100)]
    [TestCase(10_000, 100)]
    [TestCase(1_000_000, 10_000)]
    public void A_pattern_may_have_a_hundredth_of_a_hosts_budget(int budget, int most) => Assert.That(Traps.MostOfAPattern(budget), Is.EqualTo(most));
}
