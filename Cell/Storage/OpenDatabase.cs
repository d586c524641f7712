using LiteDB;
using LiteDB.Engine;

namespace Cell.Storage;

/// <summary>LiteDB's engine over one file and its log, opened. It gets its streams from here: an engine that a fault of the disk closes leaves
/// its own ones open (LiteDB 5.0.20, EngineState.Handle), so that nobody could open the files anew.</summary>
internal sealed class OpenDatabase : IDisposable
{
    // A checkpoint wants the whole database for itself: small ones, often.
    private const int CheckpointPages = 2_000;

    private readonly SynchronisedStream data;
    private readonly SynchronisedStream journal;
    private readonly LiteDatabase? database;
    private readonly CommittedLog? log;

    /// <param name="logOf">The log file at that path.</param>
    /// <exception cref="IOException">The files cannot be opened; neither stays open.</exception>
    public OpenDatabase(string path, Func<string, CommittedLog> logOf)
    {
        var logPath = Path.ChangeExtension(path, null) + "-log.db";
        data = new SynchronisedStream(path);
        journal = new SynchronisedStream(logPath);
        try
        {
            // The default collation ignores case: two URLs would be one.
            database = new LiteDatabase(new LiteEngine(new EngineSettings { DataStream = data, LogStream = journal, Collation = Collation.Binary }));

            // A write: on a full disk, what is there already must still be readable.
            if (database.CheckpointSize != CheckpointPages)
            {
                database.CheckpointSize = CheckpointPages;
            }

            log = logOf(logPath);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LiteDatabase Database => database!; // both are there after the constructor
    public CommittedLog Log => log!;

    public static bool IsOfTheDisk(Exception fault) => fault is IOException or LiteException or UnauthorizedAccessException or ObjectDisposedException;

    public void Dispose()
    {
        log?.Dispose();
        try
        {
            database?.Dispose();
        }
        catch (Exception fault) when (IsOfTheDisk(fault))
        {
            // Its checkpoint found no room: the log stays, and is read at the next opening.
        }

        journal.Dispose();
        data.Dispose();
    }

    // The engine synchronises files that it opened itself; of a stream that it is given it asks but to flush.
    private sealed class SynchronisedStream(string path)
        : FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 })
    {
        public override void Flush() => Flush(flushToDisk: true);
    }
}
