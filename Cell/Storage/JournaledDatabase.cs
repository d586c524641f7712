using System.Threading.Channels;
using LiteDB;

namespace Cell.Storage;

/// <summary>A LiteDB file with one writer. What many callers ask at once is committed together, and each is answered when it is on disk.</summary>
/// <remarks>LiteDB 5.0.20 hands committed pages to a background thread and does not wait for it (DiskWriterQueue), so a commit alone
/// proves nothing: here the log file must have reached the length that the engine reports, and is synchronised by an own handle.</remarks>
internal sealed class JournaledDatabase : IAsyncDisposable
{
    private const int MostTogether = 256;
    private const int Waiting = 4096;
    private const int Tries = 5;
    private static readonly TimeSpan MendPatience = TimeSpan.FromSeconds(2);

    // The pages of a commit are with the engine's background thread for so long; on a full disk they stay there.
    private static readonly TimeSpan Handing = TimeSpan.FromMilliseconds(50);

    private readonly string path;
    private readonly Action rolledBack;
    private readonly DatabaseFiles files;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(Waiting);
    private readonly ReaderWriterLockSlim commits = new();
    private readonly Task loop;
    private OpenDatabase opened;
    private volatile OpenDatabase? broken;

    /// <param name="rolledBack">Called on the writer's loop when a transaction was undone: what was remembered of it is not so.</param>
    public JournaledDatabase(string path, TimeProvider time, Action rolledBack)
        : this(path, rolledBack, DatabaseFiles.OnDisk(time))
    {
    }

    internal JournaledDatabase(string path, Action rolledBack, DatabaseFiles files)
    {
        this.path = path;
        this.rolledBack = rolledBack;
        this.files = files;
        opened = new OpenDatabase(path, files);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Not to be kept: after a fault of the disk the database is opened anew.</summary>
    public ILiteCollection<BsonDocument> Collection(string name) => Volatile.Read(ref opened).Database.GetCollection(name);

    /// <summary>A read outside of the writer's loop. One that meets an engine that a fault of the disk closes is tried again with the one
    /// that is opened then: on a full disk each write that fails closes it, for those who read at the moment too.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public T Read<T>(Func<T> read)
    {
        for (var left = Tries; ; left--)
        {
            var asked = Volatile.Read(ref opened);
            commits.EnterReadLock();
            try
            {
                return read();
            }
            catch (Exception fault) when (OpenDatabase.IsOfTheDisk(fault))
            {
                if (left == 1)
                {
                    throw new IOException($"{path} could not be read: {fault.Message}", fault);
                }
            }
            finally
            {
                commits.ExitReadLock();
            }

            // A reader that met a page before the engine's own writer had written it closes the engine for everybody.
            HaveMended(asked);
        }
    }

    /// <summary>Runs on the writer's loop, alone; completes when its writes are on disk.</summary>
    /// <exception cref="IOException">The disk refused (full, broken): nothing of it was kept.</exception>
    public async Task<T> WriteAsync<T>(Func<T> write, CancellationToken cancellation)
    {
        var work = new Work<T>(write);
        await queue.Writer.WriteAsync(work, cancellation);
        return await work.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
        opened.Dispose();
        commits.Dispose();
    }

    private void HaveMended(OpenDatabase closed)
    {
        broken = closed;
        var mended = new Work<bool>(() => true);
        if (queue.Writer.TryWrite(mended))
        {
            Task.WaitAny([mended.Done.Task], MendPatience);
        }
    }

    private async Task RunAsync()
    {
        var group = new List<Work>();
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MostTogether && queue.Reader.TryRead(out var work))
            {
                group.Add(work);
            }

            if (!await TryCommitAsync(group))
            {
                foreach (var single in group)
                {
                    await TryCommitAsync([single]);
                }
            }
        }
    }

    /// <returns>False: to be tried one by one.</returns>
    private async Task<bool> TryCommitAsync(IReadOnlyList<Work> group)
    {
        var committed = false;
        try
        {
            Mend();
            opened.Database.BeginTrans();
            foreach (var work in group)
            {
                work.Run();
            }

            var length = Commit();
            committed = true;
            await opened.Log.ReachAsync(length);
        }
        catch (Exception fault)
        {
            Undo(fault);

            // One by one, the others may do; but not on a disk that takes nothing.
            if (group.Count > 1 && !committed)
            {
                return false;
            }

            foreach (var work in group)
            {
                work.Fail(OpenDatabase.IsOfTheDisk(fault) ? new IOException($"{path} could not be written: {fault.Message}", fault) : fault);
            }

            return true;
        }

        foreach (var work in group)
        {
            work.Complete();
        }

        return true;
    }

    // Without readers: one that looks for a page between the commit and the page's way to the file finds something else there, and the engine
    // closes itself for everybody ("page type must be collection page").
    private long Commit()
    {
        commits.EnterWriteLock();
        try
        {
            opened.Database.Commit();
            var length = Collection("$database").FindAll().Single()["logFileSize"].AsInt64;
            opened.Log.Await(length, Handing);
            return length;
        }
        finally
        {
            commits.ExitWriteLock();
        }
    }

    private void Undo(Exception fault)
    {
        broken = OpenDatabase.IsOfTheDisk(fault) ? opened : broken;
        try
        {
            opened.Database.Rollback();
        }
        catch (Exception further) when (OpenDatabase.IsOfTheDisk(further))
        {
            // The transaction is not confirmed in the log, so it never was.
            broken = opened;
        }

        if (!ReferenceEquals(broken, opened))
        {
            rolledBack();
            return;
        }

        try
        {
            Mend();
        }
        catch (Exception further) when (OpenDatabase.IsOfTheDisk(further))
        {
            // The next write tries again.
        }
    }

    // The engine closes itself at a fault of the disk (LiteDB 5.0.20, EngineState.Handle) and stays so: a new one reads what is confirmed.
    private void Mend()
    {
        if (ReferenceEquals(broken, opened))
        {
            opened.Dispose();
            Volatile.Write(ref opened, new OpenDatabase(path, files));
            rolledBack();
        }
    }

    private abstract class Work
    {
        public abstract void Run();

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<T> write) : Work
    {
        private T? result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Run() => result = write();

        public override void Complete() => Done.SetResult(result!); // Run came before

        public override void Fail(Exception fault) => Done.SetException(fault);
    }
}
