using System.Globalization;
using Cell.Storage;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>What only a database that many share has to keep to.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), Category("Server")]
internal sealed class PostgresStoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource stopping = new();
    private readonly List<(PostgresPages Store, Task Running)> opened = [];
    private readonly string schema = TestPostgres.SchemaOf(Guid.NewGuid().ToString());

    [TearDown]
    public async Task ForgetAsync()
    {
        await stopping.CancelAsync();
        foreach (var (store, running) in opened)
        {
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            await store.DisposeAsync();
        }

        stopping.Dispose();
    }

    [Test]
    public async Task Stores_that_open_a_new_database_at_once_make_its_tables_once_and_are_one_store()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Open("test")).ToList();
        await Task.WhenAll(stores.Select((store, at) => store.SubmitAsync(new PageBatch(1, [TestPages.Page($"http://a.test/{at}", "", "")]), CancellationToken.None)));
        await Eventually.IsTrueAsync(() => stores.TrueForAll(store => store is { Last: 6, Count: 6 }), Patience, "not all stores knew of all pages");
        Assert.That(stores.Select(store => store.Origin).Distinct().Count(), Is.EqualTo(1));
    }

    [Test, Category("Invariant 8")]
    public async Task Whoever_reads_the_log_on_from_a_number_misses_no_page_however_many_write()
    {
        const int Writers = 4;
        const int Batches = 15;
        var reader = Open("test");
        var seen = new HashSet<string>();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(Open("test"), writer))));
        for (var (after, done) = (0L, false); !done;)
        {
            done = writing.IsCompleted;
            var log = await reader.LogAsync(reader.Origin, after, CancellationToken.None);
            seen.UnionWith(log.Entries.Select(mark => mark.Url));
            after = log.UpTo;
        }

        await writing;
        Assert.That(seen, Has.Count.EqualTo(Writers * Batches));

        async Task WriteAsync(PostgresPages store, int writer)
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                await store.SubmitAsync(new PageBatch(1, [TestPages.Page($"http://a.test/{writer}/{batch}", "", new string('x', 20_000))]), CancellationToken.None);
            }
        }
    }

    [Test]
    public async Task Each_frontier_has_its_own_cursor()
    {
        var one = Open("test");
        await one.SubmitAsync(new PageBatch(1, [TestPages.Page("http://a.test/", "", "")]), CancellationToken.None);
        await one.AdvanceAsync(1, CancellationToken.None);
        var other = Run(new PostgresPages(PostgresServer.Shared.Access(schema), "test", "elsewhere", TimeProvider.System));
        Assert.That((await other.LinksAfterCursorAsync(50, CancellationToken.None)).UpTo, Is.EqualTo(1));
        Assert.That((one.Held, other.Held), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task What_is_said_of_pages_is_counted_once_by_however_many_stores()
    {
        const int Pages = 300;
        var stores = Enumerable.Range(0, 3).Select(_ => Open("test")).ToList();
        var pages = Enumerable.Range(0, Pages).Select(at => TestPages.Page($"http://a.test/{at}", $"title{at % 7}", "") with { Hash = $"{at}", Links = [new("http://b.test/", at % 3 == 0 ? "Quince" : "medlar", false)] });
        await Task.WhenAll(pages.Chunk(10).Select((some, at) => stores[at % 3].SubmitAsync(new PageBatch(1, some), CancellationToken.None)));
        await Eventually.IsTrueAsync("all counted", Patience, async () => await CountAsync("SELECT seq FROM {0}.digest") == Pages && await CountAsync("SELECT count(*) FROM {0}.relink") == 0);
        Assert.That(await CountAsync("SELECT pages FROM {0}.said WHERE text = 'quince'"), Is.EqualTo(Pages / 3));
        Assert.That(await CountAsync("SELECT pages FROM {0}.said WHERE text = 'medlar'"), Is.EqualTo(Pages * 2 / 3));
        Assert.That(await CountAsync("SELECT count(*) FROM {0}.word WHERE word LIKE 'title%'"), Is.Zero, "names with digits are no words");
    }

    [Test]
    public async Task Words_that_an_older_executable_made_are_made_anew()
    {
        var store = Open("test");
        await store.SubmitAsync(new PageBatch(1, [TestPages.Page("http://a.test/", "Quince", "")]), CancellationToken.None);
        await PostgresServer.Shared.DoAsync($"UPDATE {schema}.page SET words = '', form = 1; UPDATE {schema}.digest SET form = 1");
        await Eventually.IsTrueAsync("its words made anew", Patience, async () => (await store.SearchAsync(new SearchQuery("quince", 1, 10), CancellationToken.None)).Total == 1);
    }

    [Test]
    public async Task The_pages_of_another_organism_are_not_touched()
    {
        await Open("test").SubmitAsync(new PageBatch(1, [TestPages.Page("http://a.test/", "", "")]), CancellationToken.None);
        var stranger = Open("stranger");
        Assert.That(() => stranger.FindAsync("http://a.test/", CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.Contains("another organism"));
    }

    [Test]
    public async Task Tables_of_a_newer_executable_are_not_touched()
    {
        await Open("test").FindAsync("http://a.test/", CancellationToken.None);
        await PostgresServer.Shared.DoAsync($"INSERT INTO {schema}.migration (number) VALUES (1000)");
        var older = Open("test");
        Assert.That(() => older.FindAsync("http://a.test/", CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.Contains("newer executable"));
    }

    [Test]
    public void A_wrong_password_is_told_and_the_password_is_not()
    {
        var store = Run(new PostgresPages(PostgresServer.Shared.Access(schema) with { Password = () => "wrong-secret" }, "test", "here", TimeProvider.System));
        Assert.That(() => store.FindAsync("http://a.test/", CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.Contains("password authentication failed").And.Message.Not.Contains("wrong-secret"));
    }

    // A crawler or a sibling gone bad sends what it likes.
    [Test, Category("Invariant 11")]
    public async Task Any_text_is_stored_and_comes_out_as_it_was()
    {
        var store = Open("test");
        var number = 0;
        await Gen.OneOf(Gen.String, Gen.String[Gen.Char["a'\\:*\0\uD800\uDC00\uFFFF é漢"], 0, 60]).Array[4].SampleAsync(
            async texts =>
            {
                var page = TestPages.Page($"http://a.test/{Interlocked.Increment(ref number)}", texts[0], texts[1]) with { Headings = texts[2], Language = texts[3][..Math.Min(35, texts[3].Length)] };
                await store.SubmitAsync(new PageBatch(1, [page]), CancellationToken.None);
                var found = await store.FindAsync(page.Url, CancellationToken.None);
                return found?.Headings == AsJson(page.Headings) && found.Title == AsJson(page.Title);
            },
            iter: 100,
            threads: 1);
    }

    [Test, Category("Invariant 11")]
    public async Task The_largest_page_that_is_let_in_is_stored_and_found_by_its_first_words()
    {
        var store = Open("test");
        var words = string.Join(' ', Enumerable.Range(0, 150_000).Select(number => $"x{number:x5}"))[..PageBounds.Text];
        var long1 = string.Join(' ', Enumerable.Repeat(new string('y', 5_000), 100));
        await store.SubmitAsync(new PageBatch(1, [TestPages.Page("http://a.test/words", "", words), TestPages.Page("http://a.test/long", "long", long1), TestPages.Page("http://a.test/one", "", string.Join(' ', Enumerable.Repeat("the same", 100_000)))]), CancellationToken.None);
        Assert.That((await store.SearchAsync(new SearchQuery("x00007", 1, 10), CancellationToken.None)).Hits.Single().Url, Is.EqualTo("http://a.test/words"));
        Assert.That((await store.SearchAsync(new SearchQuery("same", 1, 10), CancellationToken.None)).Hits.Single().Url, Is.EqualTo("http://a.test/one"));
    }

    [Test, Category("Invariant 8")]
    public async Task A_shared_store_and_an_own_copy_become_the_same()
    {
        var shared = Open("test");
        await using var own = new TestPages();
        await shared.SubmitAsync(new PageBatch(1, [.. Enumerable.Range(0, 30).Select(at => Page(at, at % 3, "a"))]), CancellationToken.None);
        await own.SubmitAsync([.. Enumerable.Range(20, 30).Select(at => Page(at, at % 4, "b"))]);
        await new PagePull(own.Store, TimeProvider.System).FromAsync(Guid.Empty, shared, CancellationToken.None);
        await new PagePull(shared, TimeProvider.System).FromAsync(Guid.Empty, own.Store, CancellationToken.None);
        var there = await shared.FollowingAsync("", 100, CancellationToken.None);
        var here = await own.Store.FollowingAsync("", 100, CancellationToken.None);
        Assert.That(there.Select(page => (page.Url, page.Fetched, page.Hash)), Is.EquivalentTo(here.Select(page => (page.Url, page.Fetched, page.Hash))));
        Assert.That(there, Has.Count.EqualTo(50));
        Assert.That(shared.Heads[own.Store.Origin], Is.EqualTo(own.Store.Last));
    }

    private Task<long> CountAsync(string sql) => PostgresServer.Shared.NumberAsync(string.Format(CultureInfo.InvariantCulture, sql, schema));

    private static CrawledPage Page(int at, int second, string hash) => TestPages.Page($"http://a.test/{at}", "", $"text {at}") with { Fetched = TestClock.Noon.AddSeconds(second), Hash = hash };

    // Halves of surrogate pairs are no JSON: see Message.
    private static string AsJson(string text) => System.Text.Json.JsonSerializer.Deserialize(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new PageLink(text, "", false), TissueJson.Default.PageLink), TissueJson.Default.PageLink)!.Url; // written here

    private PostgresPages Open(string organism) => Run(new PostgresPages(PostgresServer.Shared.Access(schema), organism, "here", TimeProvider.System));

    private PostgresPages Run(PostgresPages store)
    {
        lock (opened)
        {
            opened.Add((store, Task.Run(() => store.RunAsync(stopping.Token))));
        }

        return store;
    }
}
