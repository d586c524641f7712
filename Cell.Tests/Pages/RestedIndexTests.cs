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

    private static TestPages Copy(TestClock clock) => new(folder => new EmbeddedPages(folder, clock, TestPages.Share, EmbeddedPages.OpenIndexAsync(folder, clock, TestPages.Share)));

    private static List<(string Url, double Score)> Scores(TestPages pages) => [.. pages.Search("alpha beta").Hits.Select(hit => (hit.Url, hit.Score))];
}
