using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Two copies of the same pages that took them in another order.</summary>
internal sealed class RestedIndexTests
{
    [Test]
    public async Task Copies_rank_alike_after_a_rest_whatever_was_replaced_in_them()
    {
        var clock = new TestClock();
        await using var plain = Copy(clock);
        await using var changed = Copy(clock);
        var pages = Enumerable.Range(0, 20).Select(at => TestPages.Page($"http://a.test/{at}", "", at % 3 == 0 ? "alpha beta" : "alpha")).ToArray();
        await plain.IndexAsync(pages);
        await changed.IndexAsync([.. pages.Select((page, at) => at % 2 == 0 ? page with { Text = "beta beta beta gamma", Fetched = page.Fetched.AddHours(-1) } : page)]);
        await changed.IndexAsync([.. pages.Where((_, at) => at % 2 == 0)]);
        await Eventually.IsTrueAsync(() => changed.Found("gamma").Count == 0, TimeSpan.FromSeconds(20), "the later pages were not indexed");
        Assert.That(Scores(changed), Is.Not.EqualTo(Scores(plain)), "what was replaced weighs in the one");
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Scores(changed).SequenceEqual(Scores(plain));
            },
            TimeSpan.FromSeconds(20),
            "they rank otherwise still");
    }

    [Test]
    public async Task An_index_at_rest_is_one_segment_and_nothing_else_lies_on_the_disk()
    {
        var clock = new TestClock();
        await using var pages = Copy(clock);
        foreach (var some in Enumerable.Range(0, 3))
        {
            await pages.IndexAsync(TestPages.Page($"http://a.test/{some}", "", "alpha"));
            clock.Advance(TimeSpan.FromSeconds(6)); // it is committed
            await Eventually.IsTrueAsync(() => Segments(pages) > some, TimeSpan.FromSeconds(20), $"{Segments(pages)} segments");
        }

        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Segments(pages) == 1;
            },
            TimeSpan.FromSeconds(20),
            "its segments stay");
        Assert.That(pages.Search("alpha").Total, Is.EqualTo(3));
    }

    private static int Segments(TestPages pages) => Directory.GetFiles(Path.Combine(pages.Folder.Path, "index"), "*.si").Length;

    private static TestPages Copy(TestClock clock) => new(folder => new EmbeddedPages(folder, clock, TestPages.Share, EmbeddedPages.OpenIndexAsync(folder, clock, TestPages.Share)));

    private static List<(string Url, double Score)> Scores(TestPages pages) => [.. pages.Search("alpha beta").Hits.Select(hit => (hit.Url, hit.Score))];
}
