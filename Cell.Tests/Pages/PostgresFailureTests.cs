using System.Collections.Concurrent;
using System.Diagnostics;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>A server that is restarted, killed and paused while pages come in.</summary>
[Category("Server"), Category("Invariant 8")]
internal sealed class PostgresFailureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> acknowledged = new();
    private readonly ConcurrentQueue<Exception> refused = new();
    private int number;

    [Test]
    public async Task Nothing_acknowledged_is_lost_whatever_becomes_of_the_server_and_all_goes_on_by_itself()
    {
        PostgresServer.RequirePrograms();
        using var server = new PostgresServer();
        using var stopping = new CancellationTokenSource();
        await using var store = TestPostgres.Store(server, "t");
        var running = Task.Run(() => store.RunAsync(stopping.Token));
        var writing = Enumerable.Range(0, 4).Select(_ => Task.Run(() => WriteAsync(store, stopping.Token))).ToList();
        await MoreAsync(50, "at first");

        server.Stop();
        await RefusesAsync(store, "stopped");
        server.Start();
        await MoreAsync(50, "after the restart");

        server.Kill();
        await RefusesAsync(store, "killed");
        server.Start();
        await MoreAsync(50, "after it was killed");

        server.Pause();
        await RefusesAsync(store, "paused");
        server.Resume();
        await MoreAsync(50, "after the pause");

        await stopping.CancelAsync();
        await Task.WhenAll(writing);
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.That(refused.Where(fault => fault is not IOException), Is.Empty);
        Assert.That(await MissingAsync(server), Is.Empty, $"of {acknowledged.Count} acknowledged");
    }

    private async Task WriteAsync(PostgresPages store, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var urls = Enumerable.Range(0, 3).Select(_ => $"http://a.test/{Interlocked.Increment(ref number)}").ToList();
            try
            {
                await store.SubmitAsync(new PageBatch(1, [.. urls.Select(url => TestPages.Page(url, "title", "some text"))]), CancellationToken.None);
                urls.ForEach(acknowledged.Enqueue);
            }
            catch (Exception fault)
            {
                refused.Enqueue(fault);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task MoreAsync(int pages, string when)
    {
        var before = acknowledged.Count;
        await Eventually.IsTrueAsync(() => acknowledged.Count >= before + pages, Patience, $"pages were not taken {when}: {refused.LastOrDefault()?.Message}");
    }

    // Once it is known, nobody waits for it.
    private static async Task RefusesAsync(PostgresPages store, string how)
    {
        await Eventually.IsTrueAsync(() => store.Database.Silence is not null, Patience, $"nobody noticed that the server was {how}");
        var start = Stopwatch.GetTimestamp();
        Assert.That(() => store.SearchAsync(new SearchQuery("text", 1, 10), CancellationToken.None), Throws.InstanceOf<IOException>(), how);
        Assert.That(Stopwatch.GetElapsedTime(start).TotalSeconds, Is.LessThan(1), how);
        Assert.That(store.Database.Pulse.Faltering, Is.True);
    }

    private async Task<IReadOnlyList<string>> MissingAsync(PostgresServer server)
    {
        await using var store = TestPostgres.Store(server, "t");
        using var stopping = new CancellationTokenSource();
        var running = Task.Run(() => store.RunAsync(stopping.Token));
        var missing = await store.LackingAsync([.. acknowledged.Select(url => new PageMark(url, 0, ""))], CancellationToken.None);
        await stopping.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        return missing;
    }
}
