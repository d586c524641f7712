using System.Diagnostics;
using Cell.Pages;
using Cell.Storage;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>What runs the frontier of a test.</summary>
internal interface IFrontierKind
{
    /// <param name="folder">The same one, the same frontier.</param>
    IOwnFrontier Open(string folder, FrontierOptions options, TestClock clock);

    /// <summary>Whatever time and others do to it is done.</summary>
    Task RestAsync(IOwnFrontier frontier);

    Task CloseAsync(IOwnFrontier frontier);
}

internal sealed class EmbeddedKind : IFrontierKind
{
    public IOwnFrontier Open(string folder, FrontierOptions options, TestClock clock) => new EmbeddedFrontier(folder, options, clock);

    public Task RestAsync(IOwnFrontier frontier) => frontier.MeasureAsync(CancellationToken.None);

    public async Task CloseAsync(IOwnFrontier frontier) => await frontier.DisposeAsync();
}

/// <summary>A schema of its own in the tests' PostgreSQL, and queues of its own in their RabbitMQ.</summary>
internal sealed class SharedKind : IFrontierKind
{
    private const int Queues = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Dictionary<IOwnFrontier, (CancellationTokenSource Stopping, Task Running)> running = [];

    public IOwnFrontier Open(string folder, FrontierOptions options, TestClock clock) => Open(folder, "", options, clock);

    /// <param name="self">The API, which has queues of its own.</param>
    public IOwnFrontier Open(string folder, string self, FrontierOptions options, TestClock clock)
    {
        var name = TestPostgres.SchemaOf(folder);
        var frontier = new SharedFrontier(PostgresServer.Shared.Access(name), RabbitServer.Shared.Access(name + self, Queues), "test", $"api {self}", options, () => Enumerable.Range(0, Queues).ToHashSet(), clock);
        var stop = new CancellationTokenSource();
        running[frontier] = (stop, Task.Run(() => frontier.RunAsync(stop.Token)));
        Assert.That(SpinWait.SpinUntil(() => frontier.Broker.Silence is null, Patience), Is.True, $"the broker does not answer: {frontier.Broker.Silence}");
        return frontier;
    }

    /// <summary>Each host that needs a message has one, and all messages are here.</summary>
    public async Task RestAsync(IOwnFrontier frontier)
    {
        var shared = (SharedFrontier)frontier;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            await shared.MeasureAsync(CancellationToken.None);
            if (shared.Broker.Silence is null && await QueuedAsync(shared) == shared.Held)
            {
                return;
            }

            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(Patience), $"the frontier did not come to rest: {shared.Broker.Silence} {shared.Database.Silence}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }

    public async Task CloseAsync(IOwnFrontier frontier)
    {
        var (stop, run) = running[frontier];
        await stop.CancelAsync();
        await run.ContinueWith(_ => { }, TaskScheduler.Default);
        await frontier.DisposeAsync();
        stop.Dispose();
    }

    private static async Task<long> QueuedAsync(SharedFrontier frontier) =>
        (await frontier.Database.ReadAsync("SELECT count(*) FROM host WHERE queued > 0", [], row => row.GetInt64(0), CancellationToken.None))[0];
}
