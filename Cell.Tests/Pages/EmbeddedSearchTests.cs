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
}
