using System.Collections;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AcknowledgedLinksTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cell-test-");

    [TearDown]
    public void Forget() => folder.Delete(recursive: true);

    [Test, Category("Invariant 8")]
    public async Task The_cursor_never_passes_a_page_that_is_being_written()
    {
        await using var pages = new EmbeddedPages(folder.FullName, TimeProvider.System, TestPages.Share, EmbeddedPages.OpenIndexAsync(folder.FullName, TimeProvider.System, TestPages.Share));
        var seen = (UpTo: -1L, Held: -1L);
        var batch = new PageBatch(1, new Interrupted(
            [Page("http://a.test/1", "http://a.test/link1"), Page("http://a.test/2", "http://a.test/link2")],
            () => seen = (Links(pages).UpTo, pages.Held)));
        await pages.SubmitAsync(batch, CancellationToken.None);
        Assert.That(seen, Is.EqualTo((0L, 0L)), "nothing was acknowledged yet");
        var (upTo, links) = Links(pages);
        Assert.That(links.SelectMany(found => found.Urls), Is.EqualTo(new[] { "http://a.test/link1", "http://a.test/link2" }));
        Assert.That(upTo, Is.EqualTo(2));
    }

    private static (long UpTo, IReadOnlyList<FoundLinks> Links) Links(EmbeddedPages pages) => pages.LinksAfterCursorAsync(50, CancellationToken.None).GetAwaiter().GetResult();

    private static CrawledPage Page(string url, string link) =>
        new(url, DateTimeOffset.UnixEpoch, "00", 0, "", "", "en", "", "", [new PageLink(link, "", false)], new Dictionary<string, string>());

    /// <summary>Pages between which, while they are written, another thread does something.</summary>
    private sealed class Interrupted(CrawledPage[] pages, Action between) : IReadOnlyList<CrawledPage>
    {
        public int Count => pages.Length;

        public CrawledPage this[int index] => pages[index];

        public IEnumerator<CrawledPage> GetEnumerator()
        {
            yield return pages[0];

            // A thread of its own: a task may be run by the waiting thread, which sees its own transaction.
            var other = new Thread(() => between());
            other.Start();
            other.Join();
            yield return pages[1];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
