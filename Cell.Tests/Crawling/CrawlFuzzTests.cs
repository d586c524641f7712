using System.Text;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>Pages and robots files of the usual make, damaged in any way: they are read, in time and within the bounds.</summary>
internal sealed class CrawlFuzzTests
{
    private const int Few = 500;
    private const int Million = 1_000_000;

    // As documentation, shops and the press write it, with their usual faults.
    private const string Page = """
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
        <html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>
        <title>VACUUM &mdash; reclaim &amp; analyze</title><base href="/docs/"><link rel="canonical" href="sql-vacuum.html"><link rel=alternate type=application/rss+xml href=/feed>
        <meta name=robots content="index, nofollow"><meta property="og:description" content='A "quoted" text'><style>p > a { color: red }</style>
        <script>document.write("<a href='x'>" + "</scr" + "ipt>"); if (1 < 2 && 3 > 2) {}</script></head>
        <body onload=go()><header role=banner><nav><ul><li><a href="../index.html" rel="up nofollow">Up</a><li><a href='?page=2&amp;sort=a b'>2</a></ul></nav></header>
        <table border=0><tr><td><p>Cell <b>bold <i>both</b> italic</i><table><tr><th>inner<td><a href="#top"><img src="i.png" alt="I" width=10 height="20px"></a></table>
        </td></tr><p>fostered</p></table><select><option selected>one<option>two</select><form action=/search><input name=q type=hidden></form>
        <blockquote cite="http://b.test/">Quoted <cite>Author</cite></blockquote><svg viewBox="0 0 1 1"><title>t</title><a xlink:href="z"><foreignObject><p>in</p></foreignObject></a></svg>
        <math><mi>x<mo>&lt;</mo></mi></math><template><td>hidden</template><iframe src="/frame"></iframe><noscript><img src="n.png"></noscript>
        <pre>
        code &#x41; &#0; &#xD800; &notin; &nosuch; &copy</pre><!-- a -- comment ><a href="no"> --><h1>One<h2>Two</h3><a href="javascript:x">no</a><a href="paper.pdf" type=application/pdf>PDF</a>
        <textarea><a href=y></textarea><plaintext></body></html>
        """;

    private const string Robots = """
        # robots.txt for http://www.example.com/
        User-agent: *
        User-Agent: Cell/1.0
        Disallow: /*/private*/x$
        Allow: /ex%61mple/%2Apage*$
        Crawl-delay: 1.5
        Sitemap: http://a.test/sitemap.xml
        Unknown: line

        user-agent : otherbot
        disallow
        Disallow:
        """;

    private static readonly string[] Splices =
    [
        "<", ">", "\"", "'", "&", "<!--", "-->", "<![CDATA[", "</", "<table>", "</table>", "<b>", "<p>", "<a href=", "<svg>", "<math>", "<select>", "<template>", "<script>", "</script>", "<plaintext>",
        "\0", "\uFFFD", "\uD800", "\r", "\n", "*", "$", "%", "%2", "%FF", ":", "#", "User-agent: cell\n", "Disallow: ", "\u2028", "<frameset>", "</body>", "<html>", "<form>", "<nobr>", "<base href=//>",
    ];

    [Test, Category("Invariant 11")]
    public void Damaged_pages_are_read_within_the_bounds() => ReadPages(Few);

    [Test, Category("Long"), Category("Invariant 11")]
    public void A_million_damaged_pages_are_read_within_the_bounds() => ReadPages(Million);

    [Test, Category("Invariant 11")]
    public void Damaged_robots_files_give_a_verdict() => JudgeBy(Few);

    [Test, Category("Long"), Category("Invariant 11")]
    public void A_million_damaged_robots_files_give_a_verdict() => JudgeBy(Million);

    private static void ReadPages(int inputs) => Damaged(Page).Sample(
        html =>
        {
            var reading = PageReader.Read(
                new FetchedPage("http://a.test/x", Encoding.UTF8.GetBytes(html), new Dictionary<string, string> { ["content-type"] = "text/html; charset=utf-8" }, []), TestClock.Noon, 0);
            return PageBounds.Broken(reading.Page) is null && !reading.Cut.Contains("parser failed", StringComparison.Ordinal)
                && reading.Page.Links.All(link => CanonicalUrl.Of(link.Url, null) == link.Url);
        },
        iter: inputs);

    private static void JudgeBy(int inputs) => Damaged(Robots).Sample(text => RobotsRules.Parse(text, "Cell").Judge("/example/*page?q=1").Rule.Length > 0, iter: inputs);

    // Some cuts, repetitions and insertions at any places.
    private static Gen<string> Damaged(string whole) => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1_000_000], Gen.Int[0, 60], Gen.Int[0, Splices.Length - 1]).Array[1, 8].Select(damages =>
    {
        var text = new StringBuilder(whole);
        foreach (var (kind, place, length, splice) in damages)
        {
            var at = place % (text.Length + 1);
            var part = Math.Min(length, text.Length - at);
            _ = kind switch
            {
                0 => text.Remove(at, part),
                1 => text.Insert(at, text.ToString(at, part)),
                _ => text.Insert(at, Splices[splice]),
            };
        }

        return text.ToString();
    });
}
