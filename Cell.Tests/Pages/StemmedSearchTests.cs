using NUnit.Framework;

namespace Cell.Pages;

/// <summary>What the index of the embedded store finds by the words' forms, and in which order.</summary>
internal sealed class StemmedSearchTests
{
    private const string Peas = "http://cook.test/peas.html";
    private const string Erbsen = "http://cook.test/de.html";
    private readonly TestPages pages = new();

    [OneTimeSetUp]
    public Task StoreAsync() => pages.IndexAsync(
        TestPages.Page("http://db.test/freeze.html", "FREEZE", "Marks rows as frozen.") with { Hash = "" },
        TestPages.Page(Peas, "Peas", "How to freeze peas. Frozen peas keep for a year.") with { Language = "en-GB", Hash = "" },
        TestPages.Page(Erbsen, "Erbsen", "Die Erbsen einfrieren: so werden sie über Nacht gefroren und auch freeze dazu.") with { Language = "", Hash = "" });

    [OneTimeTearDown]
    public Task ForgetAsync() => pages.DisposeAsync().AsTask();

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

    // Of the same score: only their order tells them apart, and it must not depend on how the index lies on the disk.
    [Test]
    public async Task Pages_that_rank_alike_are_in_one_order_in_all_copies()
    {
        var alike = Enumerable.Range(0, 300).Select(at => TestPages.Page($"http://alike.test/{at}", "Alike", "quince") with { Hash = PageId.Of($"{at}") }).ToArray();
        await using var one = new TestPages();
        await using var other = new TestPages();
        await one.IndexAsync(alike);
        Array.Reverse(alike);
        foreach (var some in alike.Chunk(60))
        {
            await other.IndexAsync(some);
        }

        await Eventually.IsTrueAsync(() => other.Search("quince").Total == 300 && one.Search("quince").Total == 300, TimeSpan.FromSeconds(20), "not all were indexed");
        Assert.That(other.Found("quince"), Is.EqualTo(one.Found("quince")));
        Assert.That(Enumerable.Range(1, 30).SelectMany(page => one.Search("quince", page, 10).Hits.Select(hit => hit.Url)), Is.Unique.And.Exactly(300).Items);
    }
}
