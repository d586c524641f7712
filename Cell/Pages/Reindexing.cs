using Cell.Storage;

namespace Cell.Pages;

/// <summary>A new index that is made beside the one that answers, in <c>index.next/</c>, and then takes its place. A crash leaves the old one, or none:
/// that is made anew as well.</summary>
internal sealed class Reindexing(string folder, ProcessorShare share, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly string place = Path.Combine(folder, "index");
    private readonly string beside = Path.Combine(folder, "index.next");
    private volatile TaskCompletionSource<PageIndex> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource changed = Done();
    private PageIndex? next;
    private int underWay;

    /// <summary>Searches wait for it: a moment in which there is no index.</summary>
    public Task Change => changed.Task;

    /// <summary>The number of the log that the new one has come to.</summary>
    public long Position => next?.Position ?? 0;

    /// <summary>What a crash left of one that was being made.</summary>
    public void Clear()
    {
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }
    }

    /// <param name="begin">Prepares the new one, and gives what runs it.</param>
    /// <param name="reached">Is it as far as the old one? Asked again and again.</param>
    /// <exception cref="IOException">One is made already.</exception>
    public async Task RunAsync(Func<PageIndex, Func<CancellationToken, Task>> begin, Func<bool> reached, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref underWay, 1) == 1)
        {
            throw new IOException("A new index is being made already.");
        }

        try
        {
            Clear();
            next = new PageIndex(beside, share, time);
            await FollowAsync(begin(next), reached, cancellation);
            var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed = taken;
            ready.SetResult(next);
            next = null;
            await taken.Task;
        }
        finally
        {
            next?.Dispose();
            next = null;
            Volatile.Write(ref underWay, 0);
        }
    }

    public void Dispose() => next?.Dispose();

    /// <summary>Runs the old index until a new one can take its place.</summary>
    public async Task UntilReadyAsync(Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = run(turn.Token);
        await Task.WhenAny(running, ready.Task);
        await turn.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        if (running.IsFaulted)
        {
            await running;
        }
    }

    /// <summary>Closes both, puts the new one where the old one was, and opens it.</summary>
    public PageIndex TakePlaceOf(PageIndex old, Guid origin, long last)
    {
        var made = ready.Task.GetAwaiter().GetResult(); // it has come
        ready = new TaskCompletionSource<PageIndex>(TaskCreationOptions.RunContinuationsAsynchronously);
        made.Dispose();
        old.Dispose();
        try
        {
            Directory.Delete(place, recursive: true);
            Directory.Move(beside, place);
            AtomicFile.Synchronise(folder);
        }
        catch (IOException)
        {
            // What is there now is opened, and made anew where it cannot be.
        }

        var opened = new PageIndex(place, share, time);
        opened.HoldTo(origin, last);
        changed.SetResult();
        return opened;
    }

    private async Task FollowAsync(Func<CancellationToken, Task> run, Func<bool> reached, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = run(enough.Token);
        while (!reached() && !running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(Look, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        await enough.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsFaulted)
        {
            await running;
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
