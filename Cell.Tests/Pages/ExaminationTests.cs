using Cell.Storage;
using Cell.Tissue;
using LiteDB;
using Lucene.Net.Index;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>Damage is made by hand, in the files of a store that was closed.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Invariant 8")]
internal sealed class ExaminationTests
{
    private const int Pages = 30;
    private readonly TestPages pages = new();

    [TearDown]
    public Task ForgetAsync() => pages.DisposeAsync().AsTask();

    private EmbeddedPages Store => (EmbeddedPages)pages.Store;

    [Test]
    public async Task Pages_log_and_index_that_agree_have_no_fault()
    {
        await FillAsync();
        var report = await Store.ExamineAsync(CancellationToken.None);
        Assert.That((report.Pages, report.Gone, report.Behind, report.Faults.Count), Is.EqualTo((Pages, 1, 0, 0)), string.Join('\n', report.Faults));
    }

    [Test]
    public async Task It_runs_while_pages_come_in()
    {
        await FillAsync();
        using var end = new CancellationTokenSource();
        var writing = WriteAsync(end.Token);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.That((await Store.ExamineAsync(CancellationToken.None)).Faults, Is.Empty);
        }

        await end.CancelAsync();
        await writing;
    }

    [Test]
    public async Task A_folder_that_no_cell_uses_is_examined_from_its_files()
    {
        await FillAsync();
        await pages.RestartAsync(() => Assert.That(Closed(), Is.EqualTo((Pages, 0))));
    }

    [Test]
    public Task A_page_that_the_log_does_not_know_is_told() =>
        DamagedAsync(tables => tables.Log.Delete(3), "http://a.test/2 came in last under 3, of which the log knows nothing.", ofIndex: false);

    [Test]
    public Task A_page_that_only_the_log_knows_is_told() =>
        DamagedAsync(tables => tables.Pages.Delete("http://a.test/2"), "The log has http://a.test/2 under 3, but it is not stored.", ofIndex: false);

    [Test]
    public Task A_row_that_cannot_be_read_is_told() => DamagedAsync(
        tables =>
        {
            var row = tables.Pages.FindById("http://a.test/2");
            row["text"] = new byte[] { 7, 7, 7 }; // no kind of block (RFC 1951, 3.2.3)
            return tables.Pages.Update(row);
        },
        "The row of http://a.test/2 in pages.db is damaged",
        ofIndex: false);

    [Test]
    public Task A_page_that_the_index_lost_is_told() => IndexedAsync(writer => writer.DeleteDocuments(new Term(PageDocument.Id, PageId.Of("http://a.test/2"))), "http://a.test/2 is in the index 0 times, not 1.");

    [Test]
    public Task A_page_that_the_index_has_twice_is_told() => IndexedAsync(writer => writer.AddDocument(PageDocument.Of(Page(2), "en", [], [])), "http://a.test/2 is in the index 2 times, not 1.");

    [Test]
    public Task A_page_that_is_gone_and_in_the_index_is_told() => IndexedAsync(writer => writer.AddDocument(PageDocument.Of(Page(0), "en", [], [])), "http://a.test/0 is in the index 1 times, not 0.");

    [Test]
    public Task A_document_of_no_page_is_told() => IndexedAsync(writer => writer.AddDocument(PageDocument.Of(Page(99), "en", [], [])), "The index has http://a.test/99, which is not stored.");

    [Test]
    public Task Another_content_of_a_page_is_told() =>
        IndexedAsync(writer => writer.UpdateDocument(new Term(PageDocument.Id, PageId.Of("http://a.test/2")), PageDocument.Of(Page(2) with { Hash = new string('b', 64) }, "en", [], [])), "The index has another content of http://a.test/2.");

    [Test]
    public async Task An_index_that_cannot_be_read_is_told()
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            Directory.GetFiles(pages.Folder.At("index"), "segments*").ToList().ForEach(file => File.WriteAllBytes(file, [1, 2, 3]));
            var fault = Report().Faults.Single();
            Assert.That((fault.OfIndex, fault.What), Is.EqualTo((true, fault.What)));
            Assert.That(fault.What, Does.StartWith("The index cannot be read: "));
        });
    }

    [Test]
    public async Task An_index_that_is_not_there_yet_is_behind_and_no_fault()
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            Directory.Delete(pages.Folder.At("index"), recursive: true);
            Assert.That((Report().Faults.Count, Report().Behind), Is.EqualTo((0, Pages + 1)));
        });
    }

    [Test, Category("Invariant 8")]
    public async Task A_page_that_was_changed_on_the_disk_is_told_and_everything_else_goes_on_without_it()
    {
        await DamagedAsync(
            tables =>
            {
                var row = tables.Pages.FindById("http://a.test/1");
                row["title"] = "page 7";
                return tables.Pages.Update(row);
            },
            "The row of http://a.test/1 in pages.db is damaged",
            ofIndex: false);
        await pages.RestartAsync(() => Directory.Delete(pages.Folder.At("index"), recursive: true));
        await Eventually.IsTrueAsync(() => Store.Indexed == Store.Last, TimeSpan.FromSeconds(20), "the index did not follow");
        var found = await Store.SearchAsync(new SearchQuery("alpha", 1, 50), CancellationToken.None);
        var following = await Store.FollowingAsync("", 50, CancellationToken.None);
        Assert.That(found.Hits.Select(hit => hit.Url), Has.None.EqualTo("http://a.test/1").And.Exactly(Pages - 2).Items);
        Assert.That(following.Select(page => page.Url), Has.None.EqualTo("http://a.test/1").And.Exactly(Pages - 1).Items);
        Assert.That(async () => await Store.FindAsync("http://a.test/1", CancellationToken.None), Throws.TypeOf<DamagedPageException>());
    }

    private static CrawledPage Page(int number) => TestPages.Page($"http://a.test/{number}", $"page {number}", "alpha") with { Hash = $"{number + 1:D16}".PadRight(64, '0') };

    private async Task FillAsync()
    {
        await pages.IndexAsync([.. Enumerable.Range(0, Pages).Select(Page)]);
        await pages.SubmitAsync(CrawledPage.Gone("http://a.test/0", TestClock.Noon.AddHours(1), 0));
        await Eventually.IsTrueAsync(() => Store.Indexed == Store.Last, TimeSpan.FromSeconds(20), "the index did not follow");
    }

    private async Task WriteAsync(CancellationToken stopping)
    {
        for (var round = 1; !stopping.IsCancellationRequested; round++)
        {
            await pages.SubmitAsync([.. Enumerable.Range(0, Pages).Select(number => Page(number) with { Fetched = TestClock.Noon.AddHours(1 + round), Hash = $"{round:D64}" })]);
        }
    }

    private async Task DamagedAsync(Func<(ILiteCollection<BsonDocument> Pages, ILiteCollection<BsonDocument> Log), bool> damage, string fault, bool ofIndex)
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            using (var database = new OpenDatabase(pages.Folder.At("pages.db"), DatabaseFiles.OnDisk(TimeProvider.System)))
            {
                Assert.That(damage((database.Database.GetCollection("pages"), database.Database.GetCollection("log"))), Is.True);
            }

            var told = Report().Faults[0];
            Assert.That((told.OfIndex, told.What), Is.EqualTo((ofIndex, fault)).Using<(bool, string)>((one, other) => one.Item1 == other.Item1 && (one.Item2.StartsWith(other.Item2, StringComparison.Ordinal) || other.Item2.StartsWith(one.Item2, StringComparison.Ordinal))));
        });
    }

    private async Task IndexedAsync(Action<IndexWriter> damage, string fault)
    {
        await FillAsync();
        await pages.RestartAsync(() =>
        {
            var open = OpenIndex.Of(pages.Folder.At("index"), TestPages.Share);
            damage(open.Writer);
            open.Commit(open.Log, open.Position, []);
            open.Close();

            Assert.That(Report().Faults, Is.EqualTo(new[] { new DataFault(true, fault) }));
        });
    }

    private (long Pages, int Faults) Closed() => (Report().Pages, Report().Faults.Count);

    private DataReport Report() => EmbeddedPages.ExamineAsync(pages.Folder.Path, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
}
