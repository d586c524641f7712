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

    // A checkpoint wants the whole database for itself: small ones, often.
    private const int CheckpointPages = 2_000;
    private static readonly TimeSpan MendPatience = TimeSpan.FromSeconds(2);

    private readonly string path;
    private readonly Action rolledBack;
    private readonly Func<string, CommittedLog> logOf;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(Waiting);
    private readonly Task loop;
    private LiteDatabase database;
    private CommittedLog log;
    private volatile bool isBroken;

    /// <param name="rolledBack">Called on the writer's loop when a transaction was undone: what was remembered of it is not so.</param>
    public JournaledDatabase(string path, TimeProvider time, Action rolledBack)
        : this(path, rolledBack, file => new CommittedLog(file, time))
    {
    }

    /// <param name="logOf">The log file at that path, opened when it is there.</param>
    internal JournaledDatabase(string path, Action rolledBack, Func<string, CommittedLog> logOf)
    {
        this.path = path;
        this.rolledBack = rolledBack;
        this.logOf = logOf;
        (database, log) = Open();
        loop = Task.Run(RunAsync);
    }

    /// <summary>Not to be kept: after a fault of the disk the database is opened anew.</summary>
    public ILiteCollection<BsonDocument> Collection(string name) => Volatile.Read(ref database).GetCollection(name);

    /// <summary>A read outside of the writer's loop. One that meets a closed engine is tried once more with the one that is opened then.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (IsOfAClosedEngine(fault))
        {
            // A reader that met a page before the engine's own writer had written it closes the engine for everybody.
            isBroken = true;
            var mended = new Work<bool>(() => true);
            if (queue.Writer.TryWrite(mended))
            {
                Task.WaitAny([mended.Done.Task], MendPatience);
            }
        }

        try
        {
            return read();
        }
        catch (Exception fault) when (IsOfAClosedEngine(fault))
        {
            throw new IOException($"{path} could not be read: {fault.Message}", fault);
        }
    }

    private static bool IsOfAClosedEngine(Exception fault) => fault is LiteException or ObjectDisposedException or UnauthorizedAccessException;

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
            database.BeginTrans();
            foreach (var work in group)
            {
                work.Run();
            }

            database.Commit();
            committed = true;
            await log.ReachAsync(database.GetCollection("$database").FindAll().Single()["logFileSize"].AsInt64);
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
                work.Fail(IsOfTheDisk(fault) ? new IOException($"{path} could not be written: {fault.Message}", fault) : fault);
            }

            return true;
        }

        foreach (var work in group)
        {
            work.Complete();
        }

        return true;
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

        if (!isBroken)
        {
            rolledBack();
            return;
        }

        try
        {
            Mend();
        }
        catch (Exception further) when (IsOfTheDisk(further))
        {
            // The next write tries again.
        }
    }

    // The engine closes itself at a fault of the disk (LiteDB 5.0.20, EngineState.Handle) and stays so: a new one reads what is confirmed.
    private void Mend()
    {
        if (isBroken)
        {
            Close();
            var (opened, file) = Open();
            Volatile.Write(ref database, opened);
            log = file;
            isBroken = false;
            rolledBack();
        }
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

    private (LiteDatabase, CommittedLog) Open()
    {
        // The default collation ignores case: two URLs would be one.
        var opened = new LiteDatabase(new ConnectionString { Filename = path, Connection = ConnectionType.Direct, Collation = Collation.Binary });
        var file = Path.ChangeExtension(path, null) + "-log.db";

        // Each is a write: on a full disk, what is there already must still be readable.
        if (opened.CheckpointSize != CheckpointPages)
        {
            opened.CheckpointSize = CheckpointPages;
        }

        if (!File.Exists(file))
        {
            // The handle needs a log file.
            opened.GetCollection("opened").Upsert(new BsonDocument { ["_id"] = 1 });
        }

        return (opened, logOf(file));
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
