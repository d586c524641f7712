using LiteDB;
using LiteDB.Engine;

namespace Cell.Storage;

/// <summary>LiteDB's engine over one file and its log, opened. It gets its streams from here: an engine that a fault of the disk closes leaves
/// its own ones open (LiteDB 5.0.20, EngineState.Handle), so that nobody could open the files anew.</summary>
internal sealed class OpenDatabase : IDisposable
{
    private readonly CheckpointedStream? data;
    private readonly JournalStream journal;
    private readonly LiteDatabase? database;
    private readonly CommittedLog? log;

    /// <exception cref="IOException">The files cannot be opened; neither stays open.</exception>
    public OpenDatabase(string path, DatabaseFiles files)
    {
        var logPath = Path.ChangeExtension(path, null) + "-log.db";
        var isNew = !File.Exists(path) || !File.Exists(logPath);
        journal = new JournalStream(files.Open(logPath));
        try
        {
            data = new CheckpointedStream(files.Open(path), journal);
            // The default collation ignores case: two URLs would be one.
            database = new LiteDatabase(new LiteEngine(new EngineSettings { DataStream = data, LogStream = journal, Collation = Collation.Binary }));

            // A write: on a full disk, what is there already must still be readable.
            if (database.CheckpointSize != files.CheckpointPages)
            {
                database.CheckpointSize = files.CheckpointPages;
            }

            log = files.Log(logPath);
            if (isNew)
            {
                AtomicFile.Synchronise(Path.GetDirectoryName(Path.GetFullPath(path))!); // a file's full path has a folder
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw;
        }
        catch (Exception damaged)
        {
            // The engine says by many exceptions that it does not understand a file.
            Dispose();
            throw new IOException($"{path} or {logPath} is damaged: {damaged.Message} Move both files away and start again: what they held comes from the other cells, or from a backup.", damaged);
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
        data?.Dispose();
    }
}
