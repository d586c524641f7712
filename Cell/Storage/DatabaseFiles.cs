namespace Cell.Storage;

/// <summary>How the two files of a database are opened: its pages, and the log of what was committed since the last checkpoint.</summary>
/// <param name="Open">For the engine.</param>
/// <param name="Log">The log's own handle, for its writer.</param>
/// <param name="CheckpointPages">So many pages in the log are written into the file. That wants the whole database for itself: small ones, often.</param>
internal sealed record DatabaseFiles(Func<string, Stream> Open, Func<string, CommittedLog> Log, int CheckpointPages)
{
    public const int UsualCheckpoint = 2_000;

    public static DatabaseFiles OnDisk(TimeProvider time) => new(path => new SynchronisedStream(path), path => new CommittedLog(path, time), UsualCheckpoint);
}

/// <summary>The engine synchronises files that it opened itself; of a stream that it is given it asks but to flush.</summary>
internal class SynchronisedStream(string path)
    : FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 })
{
    public override void Flush() => Flush(flushToDisk: true);
}
