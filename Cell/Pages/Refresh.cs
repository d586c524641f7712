using Cell.Storage;

namespace Cell.Pages;

/// <summary>Lets searches see what was written into the index. That costs a segment of its own, which is merged later.</summary>
internal sealed class Refresh(ProcessorShare share, TimeProvider time)
{
    // A tenth of the time at most, and not more often than somebody would notice; seldom, where nobody asks.
    private const int Rest = 9;
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(5);

    private long shown;
    private long began;
    private TimeSpan took;
    private Task running = Task.CompletedTask;

    /// <summary>The number of the log up to which searches find it.</summary>
    public long Position => Volatile.Read(ref shown);

    /// <summary>The index was opened.</summary>
    public void Begin(long position) => Volatile.Write(ref shown, position);

    /// <summary>Begins one if it is time, beside what is written next: it takes one processor only.</summary>
    /// <param name="upTo">What is written already.</param>
    /// <exception cref="IOException">The disk did not take the last one.</exception>
    public async Task FollowAsync(OpenIndex open, long upTo, CancellationToken stopping)
    {
        if (running.IsCompleted && time.GetElapsedTime(began) > Pause())
        {
            await running;
            running = share.RunAsync(() => Show(open, upTo), stopping);
        }
    }

    /// <summary>One that was begun is over.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public Task OverAsync() => running;

    /// <summary>As <see cref="OverAsync"/>, however it ended.</summary>
    public async Task EndAsync()
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        running = Task.CompletedTask;
    }

    /// <summary>At once, on the calling thread.</summary>
    public bool Show(OpenIndex open, long upTo)
    {
        began = time.GetTimestamp();
        open.Searchers.MaybeRefresh();
        took = time.GetElapsedTime(began);
        Volatile.Write(ref shown, upTo);
        return true;
    }

    private TimeSpan Pause()
    {
        var rest = took * Rest;
        return share.IsAlone || rest > Seldom ? Seldom : rest < Often ? Often : rest;
    }
}
