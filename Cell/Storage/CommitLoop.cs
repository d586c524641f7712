using System.Threading.Channels;

namespace Cell.Storage;

/// <summary>Changes run one at a time, on one thread, and are committed in groups; each is answered when it is on disk.</summary>
/// <param name="begin">Before a group: reads what memory must be when it is not known, and makes room. Throws IOException when it cannot.</param>
/// <param name="commit">Puts on disk what the group changed.</param>
/// <param name="forget">What memory holds is not what the disk does: the next group begins by reading it.</param>
internal sealed class CommitLoop : IAsyncDisposable
{
    private const int MostTogether = 256;
    private const int Waiting = 4096;

    private readonly Action begin;
    private readonly Action commit;
    private readonly Action forget;
    private readonly Channel<Change> queue = Channel.CreateBounded<Change>(Waiting);
    private readonly Task loop;

    public CommitLoop(Action begin, Action commit, Action forget)
    {
        (this.begin, this.commit, this.forget) = (begin, commit, forget);
        loop = Task.Run(RunAsync);
    }

    /// <exception cref="IOException">The disk refused: nothing of it was kept.</exception>
    public async Task<T> RunAsync<T>(Func<T> change, CancellationToken cancellation)
    {
        var asked = new Change<T>(change);
        await queue.Writer.WriteAsync(asked, cancellation);
        return await asked.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        var group = new List<Change>();
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MostTogether && queue.Reader.TryRead(out var change))
            {
                group.Add(change);
            }

            if (!TryCommit(group))
            {
                foreach (var single in group)
                {
                    TryCommit([single]);
                }
            }
        }
    }

    /// <returns>False: to be tried one by one, for one of them has a fault of its own.</returns>
    private bool TryCommit(IReadOnlyList<Change> group)
    {
        try
        {
            begin();
        }
        catch (Exception fault)
        {
            return Fail(group, fault);
        }

        try
        {
            foreach (var change in group)
            {
                change.Run();
            }

            commit();
        }
        catch (Exception fault)
        {
            forget();
            return (group.Count == 1 || fault is IOException) && Fail(group, fault);
        }

        foreach (var change in group)
        {
            change.Complete();
        }

        return true;
    }

    private static bool Fail(IReadOnlyList<Change> group, Exception fault)
    {
        foreach (var change in group)
        {
            change.Fail(fault);
        }

        return true;
    }

    private abstract class Change
    {
        public abstract void Run();

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Change<T>(Func<T> change) : Change
    {
        private T? result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Run() => result = change();

        public override void Complete() => Done.SetResult(result!); // Run came before

        public override void Fail(Exception fault) => Done.SetException(fault);
    }
}
