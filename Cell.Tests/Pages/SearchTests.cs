using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Searches in one small store that all these tests share: what every store of pages finds.</summary>
internal abstract class SearchTests
{
    private const string Vacuum = "http://db.test/sql-vacuum.html";
    private const string Freeze = "http://db.test/freeze.html";
    private const string Cooking = "http://cook.test/freeze/peas.html";
    private const string Far = "http://db.test/far.html";
    private TestPages pages = null!; // set before the first test

    [OneTimeSetUp]
    public async Task StoreAsync()
    {
        pages = Open();
        await pages.IndexAsync(
            TestPages.Page(Vacuum, "VACUUM", "Garbage-collects a database; vacuum freeze marks rows as frozen.") with { Headings = "Parameters\nFREEZE" },
            TestPages.Page(Freeze, "Routine maintenance", "About preventing transaction id wraparound failures."),
            TestPages.Page(Cooking, "Peas", "How to freeze peas. Frozen peas keep for a year.") with { Language = "en-GB" },
            TestPages.Page("http://cook.test/de.html", "Erbsen", "Erbsen einfrieren und freeze dazu.") with { Language = "de" },
            TestPages.Page(Far, "Far apart", $"vacuum {string.Join(' ', Enumerable.Repeat("filler", 200))} freeze"));
    }

    [OneTimeTearDown]
    public async Task ForgetAsync() => await pages.DisposeAsync();

    protected abstract TestPages Open();

    [Test]
    public void A_word_in_the_title_counts_more_than_one_in_the_text() => Assert.That(pages.Found("vacuum")[0], Is.EqualTo(Vacuum));

    [Test]
    public void Most_of_many_words_are_enough_where_no_page_has_them_all()
    {
        Assert.That(pages.Found("preventing transaction wraparound elephants"), Is.EqualTo(new[] { Freeze }));
        Assert.That(pages.Found("preventing transaction wraparound elephants site:cook.test"), Is.Empty);
        Assert.That(pages.Found("preventing elephants giraffes zebras"), Is.Empty);
    }

    [Test]
    public void Every_word_is_wanted() => Assert.That(pages.Found("vacuum peas"), Is.Empty);

    [Test]
    public void Words_near_together_come_first() => Assert.That(pages.Found("vacuum freeze"), Is.EqualTo(new[] { Vacuum, Far }));

    [Test]
    public void Words_are_found_by_their_stem() => Assert.That(pages.Found("garbage collecting"), Does.Contain(Vacuum));

    [Test]
    public void Words_of_the_address_are_found() => Assert.That(pages.Found("freeze wraparound"), Is.EqualTo(new[] { Freeze }));

    [Test]
    public void A_phrase_is_found_in_its_order_only()
    {
        Assert.That(pages.Found("\"preventing transaction id\""), Is.EqualTo(new[] { Freeze }));
        Assert.That(pages.Found("\"id transaction preventing\""), Is.Empty);
    }

    [Test]
    public void A_site_is_one_host()
    {
        Assert.That(pages.Found("freeze site:cook.test"), Is.EquivalentTo(new[] { Cooking, "http://cook.test/de.html" }));
        Assert.That(pages.Found("freeze site:nowhere.test"), Is.Empty);
    }

    [Test]
    public void A_site_may_be_written_in_capitals() => Assert.That(pages.Found("peas site:COOK.test"), Is.EqualTo(new[] { Cooking }));

    [Test]
    public void A_language_is_asked_for_without_its_region() => Assert.That(pages.Found("freeze lang:en site:cook.test"), Is.EqualTo(new[] { Cooking }));

    [Test]
    public void Words_with_a_minus_are_excluded() => Assert.That(pages.Found("freeze -peas -erbsen"), Has.No.Member(Cooking).And.Contains(Vacuum));

    [Test]
    public void Only_exclusions_exclude_from_everything() => Assert.That(pages.Found("-site:db.test -site:change.test"), Is.EquivalentTo(new[] { Cooking, "http://cook.test/de.html" }));

    [TestCase("")]
    [TestCase("the")]
    [TestCase("\"\"")]
    [TestCase("-")]
    [TestCase("site:")]
    [TestCase("xyzzy")]
    public void What_asks_for_nothing_finds_nothing(string text) => Assert.That(pages.Search(text), Is.EqualTo(new SearchAnswer(0, [])).Using<SearchAnswer>((one, other) => one.Total == other.Total && one.Hits.Count == other.Hits.Count));

    [Test]
    public void Pages_of_results_follow_each_other_without_gap_or_overlap()
    {
        var all = pages.Search("freeze");
        var paged = Enumerable.Range(1, 3).SelectMany(page => pages.Search("freeze", page, 2).Hits.Select(hit => hit.Url));
        Assert.That(all.Total, Is.EqualTo(5));
        Assert.That(paged, Is.EqualTo(all.Hits.Select(hit => hit.Url)));
        Assert.That(pages.Search("freeze", 1000, 100).Hits, Is.Empty);
    }

    [Test]
    public void A_hit_has_title_snippet_and_marks()
    {
        var hit = pages.Search("frozen rows").Hits[0];
        Assert.That((hit.Url, hit.Title), Is.EqualTo((Vacuum, "VACUUM")));
        Assert.That(hit.Marks.Select(mark => hit.Snippet.Substring(mark.Start, mark.Length)), Is.EqualTo(new[] { "rows", "frozen" }));
        Assert.That(hit.Score, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_page_that_changed_is_found_by_its_new_words_only()
    {
        var page = TestPages.Page("http://change.test/", "Change", "marmalade");
        await pages.IndexAsync(page);
        await pages.SubmitAsync(page with { Text = "chutney", Fetched = TestClock.Noon.AddDays(1) });
        await Eventually.IsTrueAsync(() => pages.Found("chutney").Count == 1, TimeSpan.FromSeconds(20), "the new words were not indexed");
        Assert.That(pages.Found("marmalade"), Is.Empty);
    }

    [Test, Category("Invariant 11")]
    public void Any_text_is_a_query() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab \"-:site()*?~^\\[]{}!&|+/"], 0, 40]).Sample(text => pages.Search(text).Total >= 0, iter: 500, threads: 1);

    [Test, Category("Invariant 11")]
    public void A_very_long_query_is_answered() => Assert.That(pages.Search(string.Join(' ', Enumerable.Range(0, 20_000))).Total, Is.Zero);
}
