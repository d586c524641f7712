using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>What pages say of another by their links is a part of it, in every store.</summary>
internal abstract class LinkedTextTests
{
    private const string Target = "http://b.test/target.html";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private TestPages pages = null!; // set before each test

    [SetUp]
    public void Begin() => pages = Open();

    [TearDown]
    public async Task ForgetAsync() => await pages.DisposeAsync();

    protected abstract TestPages Open();

    [Test]
    public async Task A_page_is_found_by_what_another_says_of_it_whichever_came_first()
    {
        await pages.IndexAsync(Linking("http://a.test/1", "pomegranate"));
        await pages.IndexAsync(TestPages.Page(Target, "Fruit", "Red ones."));
        await IsFoundByAsync("pomegranate");
        await pages.IndexAsync(Linking("http://a.test/2", "grenadine"));
        await IsFoundByAsync("grenadine");
        Assert.That(pages.Found("pomegranates"), Does.Contain(Target), "the first link was forgotten");
    }

    [Test]
    public async Task What_is_said_no_more_does_not_find_it()
    {
        await pages.IndexAsync(TestPages.Page(Target, "Fruit", "Red ones."), Linking("http://a.test/1", "pomegranate"), Linking("http://a.test/2", "grenadine"));
        await IsFoundByAsync("pomegranate");
        await IsFoundByAsync("grenadine");
        await pages.SubmitAsync(Linking("http://a.test/1", "melon") with { Fetched = TestClock.Noon.AddDays(1) });
        await pages.SubmitAsync(CrawledPage.Gone("http://a.test/2", TestClock.Noon.AddDays(1), 0));
        await IsFoundByAsync("melon");
        await Eventually.IsTrueAsync(() => pages.Found("grenadine").Count == 0 && !pages.Found("pomegranate").Contains(Target), Patience, "it is still found by links that are not there any more");
    }

    [Test]
    public async Task A_page_that_changed_keeps_what_others_say_of_it()
    {
        await pages.IndexAsync(Linking("http://a.test/1", "pomegranate"), TestPages.Page(Target, "Fruit", "Red ones."));
        await IsFoundByAsync("pomegranate");
        await pages.SubmitAsync(TestPages.Page(Target, "Fruit", "Yellow ones.") with { Fetched = TestClock.Noon.AddDays(1) });
        await Eventually.IsTrueAsync(() => pages.Found("yellow").Contains(Target), Patience, "its new text was not indexed");
        Assert.That(pages.Found("pomegranate"), Does.Contain(Target));
    }

    [Test]
    public async Task It_outlives_a_restart()
    {
        await pages.IndexAsync(TestPages.Page(Target, "Fruit", "Red ones."), Linking("http://a.test/1", "pomegranate"));
        // At once: what was to be linked yet is kept.
        await pages.RestartAsync(() => { });
        await IsFoundByAsync("pomegranate");
    }

    [Test]
    public async Task Of_a_page_that_thousands_point_to_the_most_common_texts_stay()
    {
        await pages.IndexAsync(
        [
            TestPages.Page(Target, "Fruit", "Red ones."),
            .. Enumerable.Range(0, 600).Select(at => Linking($"http://a.test/{at}", at % 2 == 0 ? "pomegranate" : $"variant{at}")),
        ]);
        await IsFoundByAsync("pomegranate");
        var found = Enumerable.Range(0, 600).Count(at => pages.Found($"variant{at}").Contains(Target));
        Assert.That(found, Is.LessThanOrEqualTo(15));
    }

    private Task IsFoundByAsync(string word) => Eventually.IsTrueAsync(() => pages.Found(word).Contains(Target), Patience, $"the target was not found by \"{word}\"");

    private static CrawledPage Linking(string url, string text) => TestPages.Page(url, "About", "Nothing else.") with { Hash = PageId.Of(url), Links = [new PageLink(Target, text, false)] };
}
