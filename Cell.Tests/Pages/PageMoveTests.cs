using System.Collections.Concurrent;
using Cell.Storage;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>From the own disk into the database, while pages come in.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), Category("Server"), Category("Invariant 8")]
internal sealed class PageMoveTests
{
    private const int Before = 1_200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestFolder folder = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<string> acknowledged = new();

    [TearDown]
    public void Forget()
    {
        stopping.Dispose();
        folder.Dispose();
    }

    [Test]
    public async Task Nothing_is_lost_when_the_pages_move_while_others_come_in_and_searches_are_answered_all_the_time()
    {
        var schema = TestPostgres.SchemaOf(folder.Path);
        await using var pages = new SwitchedPages(Embedded());
        var to = TestPostgres.Store(PostgresServer.Shared, schema);
        var running = new List<Task> { Task.Run(() => pages.RunAsync(stopping.Token)), Task.Run(() => to.RunAsync(stopping.Token)) };
        await FillAsync(pages);
        var kept = false;
        var move = new PageMove(pages, to, () => kept = true, TimeProvider.System, NullLogger<PageMove>.Instance);
        var moved = 0;
        var writing = Task.Run(() => WriteWhileAsync(pages, () => Volatile.Read(ref moved) == 0));
        await move.RunAsync(CancellationToken.None).WaitAsync(Patience);
        Volatile.Write(ref moved, 1);
        await writing;
        Assert.That((kept, move.Left, pages.Current), Is.EqualTo((true, 0L, (IPageStore)to)));
        Assert.That(acknowledged, Has.Count.GreaterThan(Before));
        Assert.That(await to.LackingAsync([.. acknowledged.Select(url => new PageMark(url, 0, ""))], CancellationToken.None), Is.Empty);
        await stopping.CancelAsync();
        await Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Test]
    public async Task The_frontier_gets_those_links_that_it_has_not_got_and_no_whole_store_again()
    {
        var to = TestPostgres.Store(PostgresServer.Shared, TestPostgres.SchemaOf(folder.Path));
        var looking = Task.Run(() => to.RunAsync(stopping.Token));
        await using var pages = new SwitchedPages(Embedded());
        foreach (var some in Enumerable.Range(0, 4_500).Chunk(500))
        {
            await SubmitAsync(pages, [.. some.Select(at => $"http://a.test/{at}")]);
        }

        await pages.AdvanceAsync(4_490, CancellationToken.None);
        await new PageMove(pages, to, () => { }, TimeProvider.System, NullLogger<PageMove>.Instance).RunAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.That(pages.Held, Is.InRange(10, 2_000), "a stretch of the log at most");
        await stopping.CancelAsync();
        await looking.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Test]
    public async Task A_move_that_was_interrupted_goes_on_where_it_stopped()
    {
        var schema = TestPostgres.SchemaOf(folder.Path);
        await using (var pages = new SwitchedPages(Embedded()))
        {
            await FillAsync(pages);
            await using var to = TestPostgres.Store(PostgresServer.Shared, schema);
            var running = Task.Run(() => to.RunAsync(stopping.Token));
            using var interruption = new CancellationTokenSource();
            var move = new PageMove(pages, new Interrupted(to, 700, interruption.Cancel), () => Assert.Fail("it was not done"), TimeProvider.System, NullLogger<PageMove>.Instance);
            Assert.That(() => move.RunAsync(interruption.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        await using var again = new SwitchedPages(Embedded());
        var next = TestPostgres.Store(PostgresServer.Shared, schema);
        var looking = Task.Run(() => next.RunAsync(stopping.Token));
        var first = (await next.FollowingAsync("", 10_000, CancellationToken.None)).Count;
        Assert.That(first, Is.InRange(1, Before - 1));
        await new PageMove(again, next, () => { }, TimeProvider.System, NullLogger<PageMove>.Instance).RunAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.That((next.Count, next.Last), Is.EqualTo((Before, Before)), "none was written twice");
        await stopping.CancelAsync();
        await looking.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private EmbeddedPages Embedded() => new(folder.Path, TimeProvider.System, TestPages.Share, EmbeddedPages.OpenIndexAsync(folder.Path, TimeProvider.System, TestPages.Share));

    private async Task FillAsync(SwitchedPages pages)
    {
        foreach (var some in Enumerable.Range(0, Before).Chunk(100))
        {
            await SubmitAsync(pages, [.. some.Select(at => $"http://a.test/{at}")]);
        }
    }

    private async Task WriteWhileAsync(SwitchedPages pages, Func<bool> goesOn)
    {
        for (var at = 0; goesOn(); at++)
        {
            await SubmitAsync(pages, $"http://b.test/{at}");
            _ = await pages.SearchAsync(new SearchQuery("text", 1, 10), CancellationToken.None);
        }
    }

    private async Task SubmitAsync(SwitchedPages pages, params string[] urls)
    {
        await pages.SubmitAsync(new PageBatch(1, [.. urls.Select(url => TestPages.Page(url, "title", "some text"))]), CancellationToken.None);
        Array.ForEach(urls, acknowledged.Enqueue);
    }

    /// <summary>A store whose taker is interrupted after so many pages.</summary>
    private sealed class Interrupted(IPageStore store, int most, Action interrupt) : IPageStore
    {
        private int taken;

        public Guid Origin => store.Origin;

        public long Last => store.Last;

        public long Indexed => store.Indexed;

        public System.Collections.Immutable.ImmutableDictionary<Guid, long> Heads => store.Heads;

        public long Count => store.Count;

        public long Held => store.Held;

        public async Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
        {
            var receipt = await store.SubmitAsync(batch, cancellation);
            if ((taken += batch.Pages.Count) >= most)
            {
                interrupt();
            }

            return receipt;
        }

        public Task HoldAsync(Guid origin, long upTo, CancellationToken cancellation) => store.HoldAsync(origin, upTo, cancellation);

        public Task<IReadOnlyList<string>> LackingAsync(IReadOnlyList<PageMark> marks, CancellationToken cancellation) => store.LackingAsync(marks, cancellation);

        public Task<CrawledPage?> FindAsync(string url, CancellationToken cancellation) => store.FindAsync(url, cancellation);

        public Task<IReadOnlyList<CrawledPage>> FollowingAsync(string url, int count, CancellationToken cancellation) => store.FollowingAsync(url, count, cancellation);

        public Task<SearchAnswer> SearchAsync(SearchQuery query, CancellationToken cancellation) => store.SearchAsync(query, cancellation);

        public Task<(long UpTo, IReadOnlyList<FoundLinks> Links)> LinksAfterCursorAsync(int count, CancellationToken cancellation) => store.LinksAfterCursorAsync(count, cancellation);

        public Task AdvanceAsync(long upTo, CancellationToken cancellation) => store.AdvanceAsync(upTo, cancellation);

        public Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation) => store.LogAsync(origin, after, cancellation);

        public Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation) => store.ReadAsync(wish, cancellation);

        public Task RunAsync(CancellationToken cancelled) => store.RunAsync(cancelled);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
