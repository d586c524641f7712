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

    private readonly string path;
    private readonly Action rolledBack;
    private readonly LiteDatabase database;
    private readonly CommittedLog log;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(Waiting);
    private readonly Task loop;

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
        // The default collation ignores case: two URLs would be one.
        database = new LiteDatabase(new ConnectionString { Filename = path, Connection = ConnectionType.Direct, Collation = Collation.Binary }) { CheckpointSize = CheckpointPages };

        // A first write makes the log file, which the handle needs.
        database.GetCollection("opened").Upsert(new BsonDocument { ["_id"] = 1 });
        log = logOf(Path.ChangeExtension(path, null) + "-log.db");
        loop = Task.Run(RunAsync);
    }

    /// <summary>For reads; also outside of the writer's loop.</summary>
    public ILiteCollection<BsonDocument> Collection(string name) => database.GetCollection(name);

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
        database.Dispose();
        log.Dispose();
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
            Undo();

            // One by one, the others may do; but not on a disk that takes nothing.
            if (group.Count > 1 && !committed)
            {
                return false;
            }

            foreach (var work in group)
            {
                work.Fail(fault is LiteException or UnauthorizedAccessException ? new IOException($"{path} could not be written: {fault.Message}", fault) : fault);
            }

            return true;
        }

        foreach (var work in group)
        {
            work.Complete();
        }

        return true;
    }

    private void Undo()
    {
        try
        {
            database.Rollback();
        }
        catch (Exception fault) when (fault is LiteException or IOException)
        {
            // The disk is still full: the transaction is not confirmed in the log, so it never was.
        }

        rolledBack();
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
