using System.Text;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>What a page gives besides its links and fields.</summary>
internal sealed class PagePartsTests
{
    private const string Here = "http://a.test/docs/page.html";

    [Test]
    public void Links_have_their_text_and_whether_they_may_be_followed() => Assert.That(
        Read("<a href=x> the <b>first</b>\n one </a><a href=y rel=nofollow>second</a><a href=z><img src=i.png alt='a picture'></a><a href=x>again</a>").Links,
        Is.EqualTo(new[]
        {
            new PageLink("http://a.test/docs/x", "the first one", false), new PageLink("http://a.test/docs/y", "second", true), new PageLink("http://a.test/docs/z", "a picture", false),
        }));

    [Test]
    public void Of_many_links_to_one_address_the_first_text_counts() =>
        Assert.That(Read("<a href=x></a><a href=x>named</a><a href=x>other</a>").Links.Single().Text, Is.EqualTo("named"));

    [TestCase("<meta name=author content=' Ann  Lee '>", "Ann Lee")]
    [TestCase("<meta name=DC.creator content=Ann><meta name=citation_author content=Bob><meta name=author content=Ann>", "Ann, Bob")]
    [TestCase("<meta property='article:author' content=Ann>", "Ann")]
    [TestCase("<p>by <a rel=author href=/ann>Ann Lee</a>", "Ann Lee")]
    [TestCase("", "")]
    public void The_author_is_whom_the_page_names(string html, string author) => Assert.That(Read(html).Author, Is.EqualTo(author));

    [TestCase("<meta property='og:description' content=short>", "short")]
    [TestCase("<meta property='og:description' content=short><meta name=description content=real>", "real")]
    public void The_description_is_its_own_before_that_for_others(string html, string description) => Assert.That(Read(html).Description, Is.EqualTo(description));

    [TestCase("<html lang=de>", "de")]
    [TestCase("<html xml:lang=de>", "de")]
    [TestCase("<meta http-equiv=Content-Language content=fr>", "fr")]
    [TestCase("<html lang='no language at all'>", "")]
    public void The_language_is_a_tag(string html, string language) => Assert.That(Read(html).Language, Is.EqualTo(language));

    [Test]
    public void Images_have_their_alternative_text_and_size() => Assert.That(
        Read("<img src=a.png alt='A  dog' width=640 height='48px'><img src=b.png width=50%><img alt=none><img src='data:image/png;base64,AAAA'>").Images,
        Is.EqualTo(new[] { new PageImage("http://a.test/docs/a.png", "A dog", 640, 48), new PageImage("http://a.test/docs/b.png", "", 0, 0) }));

    [Test]
    public void Feeds_other_forms_and_PDFs_are_told() => Assert.That(
        Read("<link rel=alternate type='application/atom+xml' title=News href=/feed><link rel=alternate hreflang=de href=/de/><a href=paper.PDF?v=2>The paper</a><a href=get type=application/pdf>Other</a><a href=paper.PDF?v=2>twice</a>").References,
        Is.EqualTo(new[]
        {
            new PageReference(ReferenceKind.Feed, "http://a.test/feed", "News"),
            new PageReference(ReferenceKind.Alternate, "http://a.test/de/", "de"),
            new PageReference(ReferenceKind.Pdf, "http://a.test/docs/paper.PDF?v=2", "The paper"),
            new PageReference(ReferenceKind.Pdf, "http://a.test/docs/get", "Other"),
        }));

    [Test]
    public void Citations_are_what_it_quotes_with_the_source_that_it_names() => Assert.That(
        Read("<blockquote cite=/source><p>To be or\nnot</blockquote> says <cite>Hamlet</cite>, and <q cite='javascript:x'>so on</q><cite></cite>").Citations,
        Is.EqualTo(new[] { new Citation("To be or not", "http://a.test/source"), new Citation("Hamlet", ""), new Citation("so on", "") }));

    [TestCase("<nav>menu</nav><main><h1>Title</h1><p>what it is about</main><footer>contact</footer>", "Title what it is about", "menu contact")]
    [TestCase("<div role=navigation>menu</div><div role=main>what it is about<aside>by the way</aside></div>", "what it is about", "menu by the way")]
    [TestCase("<header>name</header><article><header>its own head</header>words of it</article>", "words of it", "name its own head")]
    [TestCase("<ul><li><a href=1>one</a><li><a href=2>two</a></ul><p>A paragraph that says something with one <a href=3>link</a> in it.", "A paragraph that says something with one link in it.", "one two")]
    [TestCase("<ul><li><a href=1>one</a><li><a href=2>two</a></ul>", "one two", "")]
    [TestCase("<nav><a href=1>one</a></nav>", "one", "")]
    [TestCase("<main></main><p>all else", "all else", "")]
    [TestCase("a<b>b</b>c<p>d<br>e", "abc d e", "")]
    [TestCase("", "", "")]
    public void The_main_text_stands_apart_from_menus_headers_and_footers(string html, string main, string boilerplate)
    {
        var page = Read(html);
        Assert.That((page.Text, page.Boilerplate), Is.EqualTo((main, boilerplate)));
    }

    [Test]
    public void What_is_chosen_or_typed_by_a_reader_is_no_text() =>
        Assert.That(Read("a<select><option>one</select><textarea>typed</textarea><noscript>turn it on</noscript><iframe>old</iframe>b").Text, Is.EqualTo("ab"));

    [Test]
    public void Pages_that_differ_in_a_word_are_near_duplicates_and_others_are_not()
    {
        var words = Enumerable.Range(0, 400).Select(at => $"word{at * 7919 % 1000}").ToList();
        var one = Read($"<p>{string.Join(' ', words)}").Simhash;
        words[200] = "changed";
        Assert.That(Simhash.Distance(one, Read($"<p>{string.Join(' ', words)}").Simhash), Is.LessThanOrEqualTo(3));
        words.Reverse();
        Assert.That(Simhash.Distance(one, Read($"<p>{string.Join(' ', words)}").Simhash), Is.GreaterThan(10));
    }

    [Test]
    public void A_few_words_have_no_mark() => Assert.That(Read("<p>a few words").Simhash, Is.Empty);

    [Test]
    public void Whatever_a_page_holds_it_is_within_the_bounds_of_a_message()
    {
        var much = new StringBuilder();
        for (var at = 0; at < 25_000; at++)
        {
            much.Append($"<a href='{at}{new string('u', 60)}'>{new string('t', 300)}</a><img src={at} alt='{new string('i', 300)}'><q>{new string('q', 50)}</q><a href={at}.pdf>p</a>");
        }

        var page = Read(much.ToString());
        Assert.That(PageBounds.Broken(page), Is.Null);
        Assert.That((page.Images.Count, page.Citations.Count, page.References.Count), Is.EqualTo((PageBounds.Images, PageBounds.Citations, PageBounds.References)));
    }

    private static CrawledPage Read(string html) =>
        PageReader.Read(new FetchedPage(Here, Encoding.UTF8.GetBytes(html), new Dictionary<string, string> { ["content-type"] = "text/html; charset=utf-8" }, []), TestClock.Noon, 1).Page;
}
