using NUnit.Framework;

namespace Cell.Pages;

/// <summary>What every store of pages finds by the words' forms.</summary>
internal abstract class StemmedSearchTests
{
    private const string Peas = "http://cook.test/peas.html";
    private const string Erbsen = "http://cook.test/de.html";
    private TestPages pages = null!; // set before the first test

    [OneTimeSetUp]
    public async Task StoreAsync()
    {
        pages = Open();
        await pages.IndexAsync(
        TestPages.Page("http://db.test/freeze.html", "FREEZE", "Marks rows as frozen.") with { Hash = "" },
        TestPages.Page(Peas, "Peas", "How to freeze peas. Frozen peas keep for a year.") with { Language = "en-GB", Hash = "" },
        TestPages.Page(Erbsen, "Erbsen", "Die Erbsen einfrieren: so werden sie über Nacht gefroren und auch freeze dazu.") with { Language = "", Hash = "" });
    }

    [OneTimeTearDown]
    public async Task ForgetAsync() => await pages.DisposeAsync();

    protected abstract TestPages Open();

    [Test]
    public void A_site_has_the_hosts_below_it()
    {
        Assert.That(pages.Found("freeze site:test"), Has.Count.EqualTo(3));
        Assert.That(pages.Found("freeze -site:cook.test site:test"), Is.EqualTo(new[] { "http://db.test/freeze.html" }));
    }

    [TestCase("Erbse")]
    [TestCase("Erbse lang:de-AT")]
    [TestCase("uber nacht")]
    public void Pages_of_a_language_are_found_by_its_stems(string asked) => Assert.That(pages.Found(asked), Is.EqualTo(new[] { Erbsen }));

    [TestCase("Erbse lang:en")]
    [TestCase("freeze -Erbse -pea -marked")]
    public void And_left_out_by_them(string asked) => Assert.That(pages.Found(asked), Is.Empty);

    [Test]
    public void Marks_are_where_the_stems_are()
    {
        var hit = pages.Search("Erbse gefrorene").Hits.Single();
        Assert.That(hit.Marks.Select(mark => hit.Snippet.Substring(mark.Start, mark.Length)), Is.EqualTo(new[] { "Erbsen", "gefroren" }));
    }

    [TestCase("how to freeze the peas")]
    [TestCase("\"how to freeze\"")]
    [TestCase("how to")]
    public void Common_words_are_wanted_in_phrases_and_alone(string asked) => Assert.That(pages.Found(asked), Is.EqualTo(new[] { Peas }));

    [Test]
    public void A_phrase_has_its_common_words_in_their_places() => Assert.That(pages.Found("\"to how freeze\""), Is.Empty);
}
