using System.Threading.Channels;
using LiteDB;
using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>A LiteDB file with one writer. What many callers ask at once is committed together, and each is answered when it is on disk.</summary>
/// <remarks>LiteDB 5.0.20 hands committed pages to a background thread and does not wait for it (DiskWriterQueue), so a commit alone
/// proves nothing: here the log file must have reached the length that the engine reports, and is synchronised by an own handle.</remarks>
internal sealed class JournaledDatabase : IAsyncDisposable
{
    private const int MostTogether = 256;
    private const int Waiting = 4096;

    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    // A checkpoint wants the whole database for itself: small ones, often.
    private const int CheckpointPages = 2_000;

    private readonly string path;
    private readonly TimeProvider time;
    private readonly Action rolledBack;
    private LiteDatabase database;
    private SafeFileHandle log;
    private bool isBroken;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(Waiting);
    private readonly Task loop;

    /// <param name="rolledBack">Called on the writer's loop when a transaction was undone: what was remembered of it is not so.</param>
    public JournaledDatabase(string path, TimeProvider time, Action rolledBack)
    {
        this.path = path;
        this.time = time;
        this.rolledBack = rolledBack;
        (database, log) = Open(path);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Not to be kept: after a fault of the disk the database is opened anew.</summary>
    public ILiteCollection<BsonDocument> Collection(string name) => Volatile.Read(ref database).GetCollection(name);

    /// <summary>A read outside of the writer's loop.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is LiteException or ObjectDisposedException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} could not be read: {fault.Message}", fault);
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
        Close();
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

            if (!await TryCommitAsync(group) && group.Count > 1)
            {
                foreach (var single in group)
                {
                    await TryCommitAsync([single]);
                }
            }
        }
    }

    private async Task<bool> TryCommitAsync(IReadOnlyList<Work> group)
    {
        try
        {
            Mend();
            database.BeginTrans();
            foreach (var work in group)
            {
                work.Run();
            }

            database.Commit();
            await SynchroniseAsync();
        }
        catch (Exception fault)
        {
            Undo(fault);
            if (group is [var single])
            {
                single.Fail(IsOfTheDisk(fault) ? new IOException($"{path} could not be written: {fault.Message}", fault) : fault);
            }

            return false;
        }

        foreach (var work in group)
        {
            work.Complete();
        }

        return true;
    }

    private async Task SynchroniseAsync()
    {
        var expected = database.GetCollection("$database").FindAll().Single()["logFileSize"].AsInt64;
        var start = time.GetTimestamp();
        while (RandomAccess.GetLength(log) < expected)
        {
            if (time.GetElapsedTime(start) > MostWait)
            {
                throw new IOException($"the disk did not take it within {MostWait.TotalSeconds:0} s");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), time, CancellationToken.None);
        }

        RandomAccess.FlushToDisk(log);
    }

    private void Undo(Exception fault)
    {
        isBroken |= IsOfTheDisk(fault);
        try
        {
            database.Rollback();
        }
        catch (Exception further) when (IsOfTheDisk(further))
        {
            // The transaction is not confirmed in the log, so it never was.
            isBroken = true;
        }

        try
        {
            Mend();
            rolledBack();
        }
        catch (Exception further) when (IsOfTheDisk(further))
        {
            isBroken = true;
        }
    }

    // The engine closes itself at a fault of the disk (LiteDB 5.0.20, EngineState.Handle) and stays so: a new one reads what is confirmed.
    private void Mend()
    {
        if (!isBroken)
        {
            return;
        }

        Close();
        var (opened, handle) = Open(path);
        Volatile.Write(ref database, opened);
        log = handle;
        isBroken = false;
        rolledBack();
    }

    private void Close()
    {
        log.Dispose();
        try
        {
            database.Dispose();
        }
        catch (Exception fault) when (IsOfTheDisk(fault))
        {
            // Its checkpoint found no room: the log stays, and is read at the next opening.
        }
    }

    private static (LiteDatabase, SafeFileHandle) Open(string path)
    {
        // The default collation ignores case: two URLs would be one.
        var opened = new LiteDatabase(new ConnectionString { Filename = path, Connection = ConnectionType.Direct, Collation = Collation.Binary });
        if (opened.CheckpointSize != CheckpointPages)
        {
            // A write: on a full disk what is there already must still be readable.
            opened.CheckpointSize = CheckpointPages;
        }

        var log = Path.ChangeExtension(path, null) + "-log.db";
        if (!File.Exists(log))
        {
            // A first write makes the log file, which the handle needs.
            opened.GetCollection("opened").Upsert(new BsonDocument { ["_id"] = 1 });
        }

        return (opened, File.OpenHandle(log, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }

    private static bool IsOfTheDisk(Exception fault) => fault is IOException or LiteException or UnauthorizedAccessException or ObjectDisposedException;

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
