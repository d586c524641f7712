namespace Cell.Storage;

/// <summary>The log as the engine writes it: a transaction's last page, which says that it is whole, follows the others to the disk. That is all the order
/// that a power cut needs; whoever answers synchronises the rest (<see cref="CommittedLog"/>).</summary>
/// <remarks>The engine itself (LiteDB 5.0.20, DiskWriterQueue) asks for a synchronisation after nearly every page: thirty a commit, for one.</remarks>
internal sealed class JournalStream(Stream file) : OrderedStream(file)
{
    // BasePage.P_IS_CONFIRMED
    private const int Confirmed = 18;

    private readonly Lock gate = new();
    private bool behind;

    public override void Flush()
    {
        // Not now: see above.
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count > Confirmed && buffer[offset + Confirmed] != 0)
        {
            Synchronise();
        }

        Volatile.Write(ref behind, true);
        base.Write(buffer, offset, count);
    }

    /// <summary>All that was written is on disk.</summary>
    public void Synchronise()
    {
        lock (gate)
        {
            if (!Volatile.Read(ref behind))
            {
                return;
            }

            // Before: what is written meanwhile is behind again.
            Volatile.Write(ref behind, false);
            try
            {
                base.Flush();
            }
            catch
            {
                Volatile.Write(ref behind, true);
                throw;
            }
        }
    }
}

/// <summary>The pages as a checkpoint writes them: after the log that has them. Else a power cut could leave the half of them, and no log to mend it.</summary>
internal sealed class CheckpointedStream(Stream file, JournalStream journal) : OrderedStream(file)
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        journal.Synchronise();
        base.Write(buffer, offset, count);
    }
}

/// <summary>A file whose writes have an order of their own.</summary>
internal abstract class OrderedStream(Stream file) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => file.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
