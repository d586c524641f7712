using System.Diagnostics;
using System.Text;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class PageReaderTests
{
    private const string Here = "http://a.test/docs/page.html";
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(10);

    [Test]
    public void Gives_title_description_language_headings_and_text()
    {
        var page = Read("""
            <html lang="en-GB"><head><title> The
              title </title><meta name="Description" content=" what  it is "><style>p{}</style></head>
            <body><h1>First <em>heading</em></h1><p>One</p><p>two <b>bold</b>er</p><script>no()</script><h2>Second</h2><noscript>not this</noscript></body></html>
            """);
        Assert.That((page.Title, page.Description, page.Language), Is.EqualTo(("The title", "what it is", "en-GB")));
        Assert.That(page.Headings, Is.EqualTo("First heading\nSecond"));
        Assert.That(page.Text, Is.EqualTo("First heading One two bolder Second"));
    }

    [TestCase("<a href=x.html>", "http://a.test/docs/x.html")]
    [TestCase("<a href='../up.html#part'>", "http://a.test/up.html")]
    [TestCase("<a href='//b.test/x'>", "http://b.test/x")]
    [TestCase("<a href='?q=1'>", "http://a.test/docs/page.html?q=1")]
    [TestCase("<a href=' \n x.html '>", "http://a.test/docs/x.html")]
    [TestCase("<map><area href=x.html></map>", "http://a.test/docs/x.html")]
    [TestCase("<iframe src=x.html></iframe>", "http://a.test/docs/x.html")]
    [TestCase("<link rel=next href=x.html>", "http://a.test/docs/x.html")]
    [TestCase("<meta http-equiv=Refresh content=\"0; URL='x.html'\">", "http://a.test/docs/x.html")]
    [TestCase("<base href='/other/'><a href=x.html>", "http://a.test/other/x.html")]
    [TestCase("<base href='/other/'><base href='/third/'><a href=x.html>", "http://a.test/other/x.html")]
    [TestCase("<base href='http://b.test/'><a href=x.html>", "http://b.test/x.html")]
    [TestCase("<base href='javascript:x'><a href=x.html>", "http://a.test/docs/x.html")]
    [TestCase("<A HREF=x.html>", "http://a.test/docs/x.html")]
    [TestCase("<svg><a href=x.html></a></svg>", "")]
    [TestCase("<a href=x.html rel='external nofollow'>", "")]
    [TestCase("<a href=x.html rel=NOFOLLOW>", "")]
    [TestCase("<a href='javascript:go()'>", "")]
    [TestCase("<a href='mailto:a@b.test'>", "")]
    [TestCase("<a href='data:text/html,x'>", "")]
    [TestCase("<a href='http://user:pass@b.test/'>", "")]
    [TestCase("<a href='http://'>", "")]
    [TestCase("<a>", "")]
    [TestCase("<link rel=stylesheet href=x.css>", "")]
    [TestCase("<template><a href=x.html></a></template>", "")]
    [TestCase("<!-- <a href=x.html> -->", "")]
    [TestCase("<noscript><a href=x.html></a></noscript>", "http://a.test/docs/x.html")]
    [TestCase("<link rel=alternate type=application/rss+xml href=feed>", "")]
    [TestCase("<link rel=alternate hreflang=de href=de/>", "http://a.test/docs/de/")]
    [TestCase("<a href=x rel=nofollow><a href=x>", "http://a.test/docs/x")]
    public void Links_are_those_that_may_be_followed(string html, string links) => Assert.That(string.Join(' ', Reading(html).Followed()), Is.EqualTo(links));

    [Test]
    public void Links_come_once_each_and_in_the_order_of_the_page() =>
        Assert.That(Read("<a href=b><a href=a><a href=b#x><a href=c>").Links.Select(link => link.Url[^1]), Is.EqualTo("bac"));

    [TestCase("<link rel=canonical href=/x>", "http://a.test/x")]
    [TestCase("<link rel='Canonical' href='http://b.test/y#z'>", "http://b.test/y")]
    [TestCase("<link rel=canonical>", "")]
    [TestCase("<link rel=canonical href='ftp://x/'>", "")]
    [TestCase("", "")]
    public void The_canonical_address_is_that_of_its_link(string html, string canonical) => Assert.That(Read(html).Canonical, Is.EqualTo(canonical));

    [TestCase("<meta name=robots content=noindex>", "", true, false)]
    [TestCase("<meta name=ROBOTS content='NoFollow'>", "", false, true)]
    [TestCase("<meta name=robots content='noindex, nofollow'>", "", true, true)]
    [TestCase("<meta name=robots content=none>", "", true, true)]
    [TestCase("<meta name=cell content=noindex>", "", true, false)]
    [TestCase("<meta name=otherbot content=noindex>", "", false, false)]
    [TestCase("", "noindex", true, false)]
    [TestCase("", "cell: nofollow", false, true)]
    [TestCase("", "none", true, true)]
    [TestCase("<meta name=robots content='index,follow'>", "", false, false)]
    public void Robots_rules_of_page_and_header_count(string html, string header, bool noIndex, bool noFollow)
    {
        var page = Reading($"{html}<a href=x>", header);
        Assert.That((page.NoIndex, !page.Followed().Any()), Is.EqualTo((noIndex, noFollow)));
    }

    [TestCase("<div>", TestName = "A_page_of_nested_divisions_is_read_in_time")]
    [TestCase("<b>", TestName = "A_page_of_nested_bold_tags_is_read_in_time")]
    [TestCase("<span>", TestName = "A_page_of_nested_spans_is_read_in_time")]
    [TestCase("<ul><li>", TestName = "A_page_of_nested_lists_is_read_in_time")]
    [TestCase("<a><div>", TestName = "A_page_of_crossing_links_and_divisions_is_read_in_time")]
    [TestCase("<svg><g>", TestName = "A_page_of_nested_drawings_is_read_in_time")]
    [Category("Invariant 11")]
    public void Deep_nesting_is_read_in_time(string tag)
    {
        var page = ReadInTime($"<title>deep</title><a href=x>start{string.Concat(Enumerable.Repeat(tag, 100_000))}<a href=y>end");
        Assert.That((page.Page.Title, page.Page.Text, page.Cut), Is.EqualTo(("deep", "start", "cut: nested deeper than 2000 levels")));
        Assert.That(page.Followed(), Is.EqualTo(new[] { "http://a.test/docs/x" }));
    }

    [Test]
    public void Nesting_deeper_than_browsers_show_is_read_whole()
    {
        var page = Reading($"{string.Concat(Enumerable.Repeat("<div>", 1_900))}<a href=x>end");
        Assert.That((page.Page.Text, page.Cut, page.Page.Links.Count), Is.EqualTo(("end", "", 1)));
    }

    // Each new paragraph opens all of them again (the standard's "reconstruct the active formatting elements").
    [Test, Category("Invariant 11")]
    public void Formatting_that_is_never_closed_is_read_in_time()
    {
        var formatting = string.Concat(Enumerable.Range(0, 400).Select(at => $"<b a={at}>"));
        var page = ReadInTime($"<p>start {formatting}{string.Concat(Enumerable.Repeat("<p>x", 20_000))}");
        Assert.That(page.Page.Text[..9], Is.EqualTo("start x x"));
        Assert.That(page.Cut, Is.EqualTo("cut: its tags make a tree far larger than itself"));
    }

    [Test, Category("Invariant 11")]
    public void Fifty_thousand_siblings_are_read_whole_and_in_time()
    {
        var page = ReadInTime($"{string.Concat(Enumerable.Repeat("<p>x", 50_000))}<a href=x></a>end");
        Assert.That((page.Cut, page.Page.Links.Count, page.Page.Text[^6..]), Is.EqualTo(("", 1, "x xend")));
    }

    [Test, Category("Invariant 11")]
    public void Headings_nested_in_headings_are_read_in_time() =>
        Assert.That(ReadInTime(string.Concat(Enumerable.Repeat("<h1>x<div>", 900))).Page.Headings, Does.StartWith("x x x"));

    [Test, Category("Invariant 11")]
    public void An_attribute_of_megabytes_is_no_link()
    {
        var page = Read($"<a href='{new string('x', 5_000_000)}'>text</a><img alt='{new string('y', 5_000_000)}'><base href='{new string('z', 100_000)}'>");
        Assert.That(page.Links, Is.Empty);
        Assert.That(page.Text, Is.EqualTo("text"));
    }

    [Test]
    public void Fields_are_bounded()
    {
        var page = Read($"<title>{new string('t', 10_000)}</title><meta name=description content='{new string('d', 10_000)}'><h1>{new string('h', 50_000)}</h1>{string.Concat(Enumerable.Range(0, 30_000).Select(at => $"<a href={at}>"))}");
        Assert.That((page.Title.Length, page.Description.Length, page.Headings.Length, page.Links.Count), Is.EqualTo((2_000, 2_000, 20_000, 20_000)));
    }

    [Test, Category("Invariant 11")]
    public void Any_text_is_a_page() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["<>/= \"'ahrefbsmtliknvg&;#x!-"], 0, 300]).Sample(html => Read(html).Url == Here, iter: 1000);

    private static PageReading ReadInTime(string html)
    {
        var start = Stopwatch.GetTimestamp();
        var page = Reading(html);
        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(InTime));
        return page;
    }

    private static CrawledPage Read(string html) => Reading(html).Page;

    private static PageReading Reading(string html, params string[] robots) =>
        PageReader.Read(new FetchedPage(Here, Encoding.UTF8.GetBytes(html), new Dictionary<string, string> { ["content-type"] = "text/html; charset=utf-8" }, robots), TestClock.Noon, 1);
}
