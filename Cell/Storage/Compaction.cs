using LiteDB;

namespace Cell.Storage;

/// <summary>A LiteDB file copied into a fresh one, which takes its place, without the room that nothing uses any more. LiteDB's own Rebuild fails on files
/// of some size (litedb-org/LiteDB #2525).</summary>
internal static class Compaction
{
    private const int Together = 1_000;

    /// <param name="path">Nobody else has it open.</param>
    /// <returns>Bytes that file and log had before, and have now.</returns>
    /// <exception cref="IOException">It cannot be read, or there is no room for the copy: everything is as it was.</exception>
    public static (long Before, long After) Run(string path, TimeProvider time, CancellationToken cancellation)
    {
        var fresh = Path.ChangeExtension(path, null) + "-fresh.db";
        Forget(fresh);
        var before = Size(path);
        try
        {
            using (var old = new OpenDatabase(path, DatabaseFiles.OnDisk(time)))
            using (var next = new OpenDatabase(fresh, DatabaseFiles.OnDisk(time)))
            {
                foreach (var name in old.Database.GetCollectionNames())
                {
                    Copy(old.Database, next.Database, name, cancellation);
                }
            }

            // Closing writes what a log holds into its file. One that is left would be read on top of the other's pages.
            if (Length(LogOf(path)) > 0 || Length(LogOf(fresh)) > 0)
            {
                throw new IOException($"{path} could not be closed whole: its log holds pages still.");
            }

            using (var whole = new FileStream(fresh, FileMode.Open, FileAccess.ReadWrite))
            {
                whole.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
            AtomicFile.Synchronise(Path.GetDirectoryName(Path.GetFullPath(path))!); // a file's full path has a folder
            return (before, Size(path));
        }
        catch (Exception fault) when (fault is LiteException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} could not be compacted: {fault.Message}", fault);
        }
        finally
        {
            Forget(fresh);
        }
    }

    private static void Copy(LiteDatabase old, LiteDatabase next, string name, CancellationToken cancellation)
    {
        var to = next.GetCollection(name);
        foreach (var some in old.GetCollection(name).FindAll().Chunk(Together))
        {
            cancellation.ThrowIfCancellationRequested();
            next.BeginTrans();
            to.Insert(some);
            next.Commit();
        }

        if (to.LongCount() != old.GetCollection(name).LongCount())
        {
            throw new IOException($"Of \"{name}\" not all was copied.");
        }
    }

    private static string LogOf(string path) => Path.ChangeExtension(path, null) + "-log.db";

    private static long Size(string path) => Length(path) + Length(LogOf(path));

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static void Forget(string fresh)
    {
        File.Delete(fresh);
        File.Delete(LogOf(fresh));
    }
}
