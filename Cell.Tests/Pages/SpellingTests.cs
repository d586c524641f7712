using NUnit.Framework;

namespace Cell.Pages;

/// <summary>"Did you mean": by the words of the pages, and only when it finds more; in every store.</summary>
internal abstract class SpellingTests
{
    private TestPages pages = null!; // set before the first test

    [OneTimeSetUp]
    public async Task StoreAsync()
    {
        pages = Open();
        await pages.IndexAsync(
        [
            .. Enumerable.Range(0, 12).Select(at => TestPages.Page($"http://db.test/{at}", "PostgreSQL", $"How to vacuum a database, part {at} of the wraparound story.") with { Hash = "" }),
            TestPages.Page("http://db.test/rare", "Rare", "The vacuums of a databse."),
        ]);
        await Eventually.IsTrueAsync(() => pages.Search("postgersql").Suggestion is not null, TimeSpan.FromSeconds(20), "the words of the pages were not counted");
    }

    [OneTimeTearDown]
    public async Task ForgetAsync() => await pages.DisposeAsync();

    protected abstract TestPages Open();

    [TestCase("postgersql", "postgresql")]
    [TestCase("vaccum databse", "vacuum database")]
    [TestCase("\"vacum a database\"", "\"vacuum a database\"")]
    [TestCase("wrapparoud site:db.test -story", null)]
    [TestCase("wrapparoud site:db.test -other", "wraparound site:db.test -other")]
    [TestCase("draparound", "wraparound")]
    [TestCase("draparoud", null)]
    [TestCase("vacuum", null)]
    [TestCase("vacuums rare", null)]
    [TestCase("xyzzy", null)]
    [TestCase("site:db.tset", null)]
    [TestCase("-vaccum", null)]
    [TestCase("pg15", null)]
    public void A_better_spelling_is_offered(string asked, string? better) => Assert.That(pages.Search(asked).Suggestion, Is.EqualTo(better));

    [Test]
    public void What_is_offered_finds_more()
    {
        var offered = pages.Search("databse").Suggestion!;
        Assert.That(pages.Search(offered).Total, Is.GreaterThan(pages.Search("databse").Total));
    }
}
