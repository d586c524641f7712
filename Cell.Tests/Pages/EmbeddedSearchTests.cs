using NUnit.Framework;

namespace Cell.Pages;

internal sealed class EmbeddedSearchTests : SearchTests
{
    protected override TestPages Open() => new();
}

internal sealed class EmbeddedStemmedSearchTests : StemmedSearchTests
{
    protected override TestPages Open() => new();

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

    // Where words stand is looked up for the first ones only.
    [Test]
    public async Task Pages_of_results_follow_each_other_however_many_are_found()
    {
        await using var many = new TestPages();
        await many.IndexAsync([.. Enumerable.Range(0, 250).Select(at => TestPages.Page($"http://many.test/{at}", "Many", $"quince {string.Join(' ', Enumerable.Repeat("of", at % 13))} jam {at % 7}") with { Hash = PageId.Of($"{at}") })]);
        await Eventually.IsTrueAsync(() => many.Search("quince jam").Total == 250, TimeSpan.FromSeconds(20), "not all were indexed");
        var tens = Enumerable.Range(1, 25).SelectMany(page => many.Search("quince jam", page, 10).Hits.Select(hit => hit.Url)).ToList();
        Assert.That(tens, Is.Unique.And.Exactly(250).Items);
        Assert.That(Enumerable.Range(1, 3).SelectMany(page => many.Search("quince jam", page, 100).Hits.Select(hit => hit.Url)), Is.EqualTo(tens));
    }

    [Test]
    public async Task Many_copies_of_one_page_leave_room_for_others()
    {
        await using var copied = new TestPages();
        await copied.IndexAsync(
        [
            .. Enumerable.Range(0, 90).Select(at => TestPages.Page($"http://copies.test/{at}", "Medlar", "medlar jelly") with { Hash = PageId.Of("one") }),
            .. Enumerable.Range(0, 5).Select(at => TestPages.Page($"http://others.test/{at}", "Other", "medlar and jelly") with { Hash = PageId.Of($"{at}") }),
        ]);
        var found = copied.Search("medlar jelly").Hits;
        Assert.That((found.Count, found[0].Similar), Is.EqualTo((6, 89)));
    }
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EmbeddedLinkedTextTests : LinkedTextTests
{
    protected override TestPages Open() => new();

    [Test]
    public async Task It_outlives_the_loss_of_the_index()
    {
        await using var pages = Open();
        await pages.IndexAsync(TestPages.Page("http://b.test/", "Fruit", "Red ones."), TestPages.Page("http://a.test/", "", "") with { Links = [new("http://b.test/", "pomegranate", false)] });
        await pages.RestartAsync(() => Directory.Delete(pages.Folder.At("index"), recursive: true));
        await Eventually.IsTrueAsync(() => pages.Found("pomegranate").Contains("http://b.test/"), TimeSpan.FromSeconds(20), "the target was not found");
    }
}

internal sealed class EmbeddedSpellingTests : SpellingTests
{
    protected override TestPages Open() => new();
}
