using NUnit.Framework;

namespace Cell.Pages;

/// <summary>The index may be lost, broken or another store's: the pages are the truth.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PageIndexTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestPages pages = new();

    [TearDown]
    public Task ForgetAsync() => pages.DisposeAsync().AsTask();

    private string Index => pages.Folder.At("index");

    [Test]
    public async Task A_lost_index_is_made_anew()
    {
        await FillAsync();
        await pages.RestartAsync(() => Directory.Delete(Index, recursive: true));
        await FoundAgainAsync();
    }

    [TestCase("segments*")]
    [TestCase("*.cfs")]
    [TestCase("*")]
    public async Task A_broken_index_is_made_anew(string pattern)
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            var files = Directory.GetFiles(Index, pattern);
            Assert.That(files, Is.Not.Empty);
            foreach (var file in files)
            {
                File.WriteAllBytes(file, [1, 2, 3, 4, 5, 6, 7, 8]);
            }
        });
        await FoundAgainAsync();
    }

    [TestCase("segments*")]
    [TestCase("*.cfs")]
    public async Task A_truncated_index_is_made_anew(string pattern)
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(Index, pattern))
            {
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..^20]);
            }
        });
        await FoundAgainAsync();
    }

    [Test]
    public async Task An_index_that_is_behind_catches_up()
    {
        await FillAsync();
        using var old = new TestFolder();
        await pages.RestartAsync(() => Copy(Index, old.At("index")));
        await pages.IndexAsync(TestPages.Page("http://b.test/", "later", "beta"));
        await pages.RestartAsync(() =>
        {
            Directory.Delete(Index, recursive: true);
            Copy(old.At("index"), Index);
        });
        await Eventually.IsTrueAsync(() => pages.Found("beta").Count == 1, Patience, "the page after the old index was not indexed");
        await FoundAgainAsync();
    }

    // The store was lost or put back to an older state: the index's number means nothing there.
    [Test]
    public async Task An_index_that_is_ahead_of_its_store_is_made_anew()
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(pages.Folder.Path, "pages*"))
            {
                File.Delete(file);
            }
        });
        await pages.SubmitAsync(TestPages.Page("http://b.test/", "new", "gamma"));
        await Eventually.IsTrueAsync(() => pages.Found("gamma").Count == 1, Patience, "the new store's first page was not indexed");
    }

    [Test]
    public async Task A_lock_that_a_crash_left_does_not_stop_it()
    {
        await FillAsync();
        await pages.RestartAsync(() => File.WriteAllText(Path.Combine(Index, "write.lock"), ""));
        await FoundAgainAsync();
    }

    [Test]
    public async Task Of_a_page_that_comes_again_and_again_the_last_text_counts()
    {
        const string Url = "http://a.test/";
        const int Times = 30;
        foreach (var time in Enumerable.Range(0, Times))
        {
            await pages.SubmitAsync([
                TestPages.Page(Url, "again", $"text{time}") with { Fetched = TestClock.Noon.AddSeconds(time) },
                .. Enumerable.Range(0, 30).Select(at => TestPages.Page($"http://b.test/{time}/{at}", "other", "filling")),
            ]);
        }

        await Eventually.IsTrueAsync(() => pages.Found($"text{Times - 1}").Count == 1 && pages.Search("filling").Total == Times * 30, Patience, "not all pages were indexed");
        Assert.That(Enumerable.Range(0, Times - 1).SelectMany(time => pages.Found($"text{time}")), Is.Empty);
    }

    private Task FillAsync() => pages.IndexAsync([.. Enumerable.Range(0, 5).Select(at => TestPages.Page($"http://a.test/{at}", $"page {at}", "alpha"))]);

    private Task FoundAgainAsync() => Eventually.IsTrueAsync(() => pages.Found("alpha").Count == 5, Patience, "not all pages were found again");

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
