using System.Diagnostics;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class RobotsRulesTests
{
    // RFC 9309, section 5.1.
    private const string Simple = """
        User-Agent: *
        Disallow: *.gif$
        Disallow: /example/
        Allow: /publications/

        User-Agent: foobot
        Disallow:/
        Allow:/example/page.html
        Allow:/example/allowed.gif

        User-Agent: barbot
        User-Agent: bazbot
        Disallow: /example/page.html

        User-Agent: quxbot

        EOF
        """;

    [TestCase("anybot", "/pictures/cat.gif", false)]
    [TestCase("anybot", "/pictures/cat.gif?size=1", true)]
    [TestCase("anybot", "/example/page.html", false)]
    [TestCase("anybot", "/publications/a.html", true)]
    [TestCase("anybot", "/other", true)]
    [TestCase("foobot", "/example/page.html", true)]
    [TestCase("foobot", "/example/allowed.gif", true)]
    [TestCase("foobot", "/example/other.html", false)]
    [TestCase("FooBot", "/", false)]
    [TestCase("barbot", "/example/page.html", false)]
    [TestCase("bazbot", "/example/page.html", false)]
    [TestCase("bazbot", "/example/other.html", true)]
    [TestCase("bazbot", "/pictures/cat.gif", true)]
    [TestCase("quxbot", "/example/page.html", true)]
    public void The_simple_example_of_the_RFC(string agent, string path, bool allowed) =>
        Assert.That(RobotsRules.Parse(Simple, agent).Judge(path).Allowed, Is.EqualTo(allowed));

    // RFC 9309, section 5.2.
    [TestCase("/example/page/", true, "Allow: /example/page/")]
    [TestCase("/example/page/disallowed.gif", false, "Disallow: /example/page/disallowed.gif")]
    public void The_longest_match_wins_as_in_the_RFC(string path, bool allowed, string rule) =>
        Assert.That(
            RobotsRules.Parse("User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n", "foobot").Judge(path),
            Is.EqualTo(new RobotsVerdict(allowed, rule)));

    [Test]
    public void Of_rules_of_one_length_Allow_wins() =>
        Assert.That(RobotsRules.Parse("User-agent: *\nDisallow: /a\nAllow: /a", "x").Judge("/a"), Is.EqualTo(new RobotsVerdict(true, "Allow: /a")));

    // RFC 9309, section 2.2.2: the table of encoded paths.
    [TestCase("/foo/bar?baz=quz", "/foo/bar?baz=quz")]
    [TestCase("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", false)]
    [TestCase("/foo/bar/U+E38384", "/foo/bar/U+E38384")]
    [TestCase("/foo/bar/ツ", "/foo/bar/%E3%83%84")]
    [TestCase("/foo/bar/%E3%83%84", "/foo/bar/ツ")]
    [TestCase("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84")]
    [TestCase("/foo/bar/%62%61%7A", "/foo/bar/baz")]
    [TestCase("/foo/bar/baz", "/foo/bar/%62%61%7A")]
    public void Paths_are_compared_by_their_encoded_octets(string rule, string path, bool matches = true) =>
        Assert.That(RobotsRules.Parse($"User-agent: *\nDisallow: {rule}", "x").Judge(path).Allowed, Is.Not.EqualTo(matches));

    // RFC 9309, section 2.2.3.
    [TestCase("/", "/anything", true)]
    [TestCase("/this/*/exactly", "/this/is/exactly", true)]
    [TestCase("/this/path/exactly$", "/this/path/exactly", true)]
    [TestCase("/this/path/exactly$", "/this/path/exactly/more", false)]
    [TestCase("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true)]
    [TestCase("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", false)]
    [TestCase("/path/foo-%24", "/path/foo-$", true)]
    [TestCase("/path/foo-$bar", "/path/foo-$bar", true)]
    [TestCase("*.gif$", "/a.gif", true)]
    [TestCase("*.gif$", "/a.gif.gif", true)]
    [TestCase("/*a*b$", "/xaxxb", true)]
    [TestCase("/*a*b$", "/xb", false)]
    [TestCase("/*a", "/b", false)]
    [TestCase("/ab*ab$", "/ab", false)]
    [TestCase("*", "/x", true)]
    [TestCase("/$", "/", true)]
    [TestCase("/$", "/x", false)]
    public void Stars_and_the_end_mark_are_special(string rule, string path, bool matches) =>
        Assert.That(RobotsRules.Parse($"User-agent: *\nDisallow: {rule}", "x").Judge(path).Allowed, Is.Not.EqualTo(matches));

    [Test]
    public void Groups_of_one_agent_are_one_group()
    {
        var rules = RobotsRules.Parse("User-agent: cell\nDisallow: /a\n\nUser-agent: other\nDisallow: /b\n\nUser-agent: Cell\nDisallow: /c", "Cell");
        Assert.That(new[] { "/a", "/b", "/c" }.Select(path => rules.Judge(path).Allowed), Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public void A_named_group_replaces_that_of_everybody()
    {
        var rules = RobotsRules.Parse("User-agent: *\nDisallow: /\n\nUser-agent: Cell\nDisallow: /a", "Cell");
        Assert.That(rules.Judge("/b").Allowed, Is.True);
    }

    [TestCase("User-agent: Cell/1.0 (+mailto:a@b)\nDisallow: /", "/x", false)]
    [TestCase("User-agent: Cellular\nDisallow: /", "/x", true)]
    [TestCase("\ufeffUser-agent: *\nDisallow: /", "/x", false)]
    [TestCase("USER-AGENT : *\r\nDISALLOW : /a # why\r\n", "/a", false)]
    [TestCase("User-agent: *\rDisallow: /a\r", "/a", false)]
    [TestCase("Disallow: /", "/x", true)]
    [TestCase("User-agent: *\nDisallow:", "/x", true)]
    [TestCase("", "/x", true)]
    [TestCase("<html>not found</html>", "/x", true)]
    [TestCase("User-agent: *\nDisallow: /", "/robots.txt", true)]
    public void Lines_are_read_leniently(string text, string path, bool allowed) => Assert.That(RobotsRules.Parse(text, "Cell").Judge(path).Allowed, Is.EqualTo(allowed));

    // Section 2.2.4: "a Sitemaps record MUST NOT terminate a group".
    [TestCase("Sitemap: http://a.test/sitemap.xml")]
    [TestCase("Crawl-delay: 2")]
    [TestCase("Host: a.test")]
    public void Other_records_do_not_end_a_group(string record)
    {
        var rules = RobotsRules.Parse($"User-agent: Cell\n{record}\nUser-agent: other\nDisallow: /a", "Cell");
        Assert.That(rules.Judge("/a").Allowed, Is.False);
    }

    [TestCase("User-agent: *\nCrawl-delay: 2.5", 2.5)]
    [TestCase("User-agent: *\nCrawl-delay: 2\nCrawl-delay: 1", 2)]
    [TestCase("User-agent: *\nCrawl-delay: 100000", 300)]
    [TestCase("User-agent: Cell\nDisallow:\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9", 3)]
    public void A_crawl_delay_is_kept_and_bounded(string text, double seconds) => Assert.That(RobotsRules.Parse(text, "Cell").Delay?.TotalSeconds, Is.EqualTo(seconds));

    [TestCase("soon")]
    [TestCase("-1")]
    [TestCase("1e9")]
    [TestCase("NaN")]
    [TestCase("")]
    public void A_crawl_delay_that_is_none_is_none(string value) => Assert.That(RobotsRules.Parse($"User-agent: *\nCrawl-delay: {value}", "Cell").Delay, Is.Null);

    [Test]
    public void No_file_allows_all_and_a_failing_server_nothing()
    {
        Assert.That(RobotsRules.AllowAll.Judge("/x"), Is.EqualTo(new RobotsVerdict(true, "no rule matches")));
        Assert.That(RobotsRules.DisallowAll.Judge("/x"), Is.EqualTo(new RobotsVerdict(false, "Disallow: /")));
    }

    [Test, Category("Invariant 11")]
    public void Any_text_is_rules() =>
        Gen.Select(Gen.OneOf(Gen.String, Gen.String[Gen.Char["user-agent: *\ndisallow/$%4aé"], 0, 200]), Gen.String).Sample((text, path) => RobotsRules.Parse(text, "Cell").Judge(path).Rule.Length > 0, iter: 1000);

    [TestCase("%41")]
    [TestCase("*a")]
    [TestCase("ü")]
    [Category("Invariant 11")]
    public void Half_a_megabyte_of_one_rule_is_read_in_time(string piece)
    {
        var text = "User-agent: *\nDisallow: /" + string.Concat(Enumerable.Repeat(piece, RobotsRules.MostBytes / piece.Length));
        var start = Stopwatch.GetTimestamp();
        RobotsRules.Parse(text, "Cell").Judge("/" + new string('a', 2000));
        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(5)));
    }
}
