using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>What every store of pages keeps to. What searches find: <see cref="SearchTests"/>.</summary>
internal abstract class PageStoreTests
{
    private TestPages pages = null!; // set before each test

    [SetUp]
    public void Begin() => pages = Open();

    [TearDown]
    public async Task ForgetAsync() => await pages.DisposeAsync();

    protected abstract TestPages Open();

    private static CrawledPage Page => TestPages.Page("http://a.test/", "A", "text");

    [Test]
    public async Task A_page_comes_out_as_it_went_in()
    {
        var page = Page with
        {
            Fetched = TestClock.Noon.AddMilliseconds(123),
            Depth = 3,
            Description = "what it is",
            Headings = "One\nTwo",
            Language = "en-GB",
            Text = "long ü text 漢字",
            Links = [new PageLink("http://a.test/x", "", false), new PageLink("http://b.test/", "", false)],
            Headers = new Dictionary<string, string> { ["content-type"] = "text/html; charset=utf-8" },
        };
        await pages.SubmitAsync(page);
        var found = pages.Find(page.Url);
        Assert.That(found! with { Links = page.Links, Headers = page.Headers, Citations = page.Citations, Images = page.Images, References = page.References }, Is.EqualTo(page));
        Assert.That(found!.Links, Is.EqualTo(page.Links));
        Assert.That(found!.Headers, Is.EqualTo(page.Headers));
    }

    [Test]
    public void A_page_that_nobody_stored_is_null() => Assert.That(pages.Find("http://nowhere.test/"), Is.Null);

    [Test]
    public async Task The_later_fetch_wins_whatever_the_order_of_arrival()
    {
        await pages.SubmitAsync(Page with { Title = "late", Fetched = TestClock.Noon.AddSeconds(1) });
        await pages.SubmitAsync(Page with { Title = "early" });
        Assert.That(pages.Find(Page.Url)?.Title, Is.EqualTo("late"));
    }

    [TestCase("01", "02", "02")]
    [TestCase("02", "01", "02")]
    public async Task Of_one_moment_the_higher_hash_wins_so_that_every_copy_decides_alike(string first, string second, string kept)
    {
        await pages.SubmitAsync(Page with { Hash = first });
        await pages.SubmitAsync(Page with { Hash = second });
        Assert.That(pages.Find(Page.Url)?.Hash, Is.EqualTo(kept));
    }

    [Test]
    public async Task A_batch_sent_again_changes_nothing()
    {
        var page = Page with { Fetched = TestClock.Noon.AddTicks(12_345) };
        await pages.SubmitAsync(page);
        Assert.That((await pages.SubmitAsync(page)).Stored, Is.EqualTo(1), "it is acknowledged all the same");
        Assert.That((pages.Store.Count, pages.Store.Last), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task The_log_has_each_page_once_where_it_came_in_last()
    {
        await pages.SubmitAsync([.. Enumerable.Range(0, 3).Select(at => TestPages.Page($"http://a.test/{at}", "", ""))]);
        await pages.SubmitAsync(TestPages.Page("http://a.test/1", "newer", "") with { Fetched = TestClock.Noon.AddSeconds(1) });
        var log = await pages.Store.LogAsync(pages.Store.Origin, 0, CancellationToken.None);
        Assert.That(log.Entries.Select(mark => mark.Url), Is.EqualTo(new[] { "http://a.test/0", "http://a.test/2", "http://a.test/1" }));
        Assert.That((log.UpTo, log.Last), Is.EqualTo((4L, 4L)));
    }

    [Test]
    public async Task A_page_that_is_gone_is_found_no_more_and_counts_no_more()
    {
        await pages.IndexAsync(Page with { Text = "alpha" });
        await pages.SubmitAsync(CrawledPage.Gone(Page.Url, TestClock.Noon.AddSeconds(1), 0));
        await Eventually.IsTrueAsync(() => pages.Found("alpha").Count == 0, TimeSpan.FromSeconds(20), "the page that is gone was still found");
        Assert.That((pages.Store.Count, pages.Find(Page.Url)?.State), Is.EqualTo((0L, PageState.Gone)));
    }

    [Test, Category("Invariant 8")]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        await pages.SubmitAsync([.. Enumerable.Range(0, 100).Select(at => TestPages.Page($"http://a.test/{at}", $"{at}", ""))]);
        await pages.RestartAsync(() => { });
        Assert.That((pages.Store.Count, pages.Store.Last, pages.Store.Held), Is.EqualTo((100, 100, 100)));
        Assert.That(Enumerable.Range(0, 100).Select(at => pages.Find($"http://a.test/{at}")?.Title), Is.EqualTo(Enumerable.Range(0, 100).Select(at => $"{at}")));
    }

    [Test, Category("Invariant 8")]
    public async Task Links_of_acknowledged_pages_wait_for_the_frontier_over_a_restart()
    {
        await pages.SubmitAsync(Page with { Links = [new PageLink("http://a.test/x", "", false)], Depth = 4 });
        await pages.RestartAsync(() => { });
        var (upTo, links) = pages.LinksAfterCursor();
        Assert.That(upTo, Is.EqualTo(1));
        Assert.That((links.Single().Depth, links.Single().Urls), Is.EqualTo((4, new[] { "http://a.test/x" })).Using<(int, IReadOnlyList<string>), (int, string[])>((one, other) => one.Item1 == other.Item1 && one.Item2.SequenceEqual(other.Item2)));
    }

    [Test]
    public async Task The_cursor_is_durable()
    {
        await pages.SubmitAsync(Page, TestPages.Page("http://a.test/x", "", ""));
        await pages.Store.AdvanceAsync(1, CancellationToken.None);
        await pages.RestartAsync(() => { });
        Assert.That(pages.Store.Held, Is.EqualTo(1));
        Assert.That(pages.LinksAfterCursor().UpTo, Is.EqualTo(2));
    }

    [Test]
    public async Task A_very_long_address_is_found_as_well()
    {
        var url = $"http://a.test/{new string('x', 1500)}";
        await pages.SubmitAsync(TestPages.Page(url, "long", ""));
        Assert.That(pages.Find(url)?.Title, Is.EqualTo("long"));
    }

    // A crawler gone bad sends what it likes: no row may stop those who read it, at each start again.
    [Test, Category("Invariant 11")]
    public async Task Odd_headers_do_not_make_a_page_unreadable()
    {
        await pages.SubmitAsync(Page with { Headers = new Dictionary<string, string> { ["a"] = "one\ntwo\r\nthree", ["b\nc"] = "x", ["A"] = "again", [""] = "" } });
        Assert.That(pages.Find(Page.Url)?.Headers["a"], Is.EqualTo("one\ntwo\r\nthree"));
    }
}
