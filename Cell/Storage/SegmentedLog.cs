using System.Buffers.Binary;

namespace Cell.Storage;

/// <summary>Where a record begins.</summary>
internal readonly record struct LogPlace(int Segment, int Offset);

/// <summary>Records that are only ever appended, in numbered files, of which its owner keeps in memory where each lies
/// (Sheehy and Smith, "Bitcask: A Log-Structured Hash Table for Fast Key/Value Data", 2010). One thread; on disk after <see cref="Commit"/>.</summary>
internal sealed class SegmentedLog(string folder) : IDisposable
{
    private const long FirstCapacity = 1 << 20;
    private const long MostCapacity = 64 << 20;

    // A group that begins with so much room seldom needs another file in its middle.
    private const int Ample = 256 << 10;

    private readonly SortedDictionary<int, LogSegment> segments = [];
    private readonly HashSet<LogSegment> touched = [];
    private byte[] buffer = new byte[64 << 10];
    private int buffered;
    private LogSegment? current;
    private long written;

    /// <summary>Bytes of all files.</summary>
    public long Bytes => segments.Values.Sum(segment => segment.Capacity);

    public int Oldest => segments.Count == 0 ? 0 : segments.First().Key;

    public int Newest => segments.Count == 0 ? 0 : segments.Last().Key;

    /// <summary>Opens it and reads everything, in the order in which it was written.</summary>
    /// <returns>False: there was nothing, or a part is damaged and left out.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Load(Action<LogPlace, ReadOnlySpan<byte>> tell)
    {
        Close();
        Directory.CreateDirectory(folder, AtomicFile.PrivateFolder);
        var damaged = 0;
        var bytes = Array.Empty<byte>();
        foreach (var segment in LogSegment.All(folder))
        {
            segments.Add(segment.Number, segment);
            bytes = bytes.Length < segment.Capacity ? new byte[segment.Capacity] : bytes;
            var (end, clean) = Read(segment, bytes.AsSpan(0, (int)segment.Capacity), tell);
            if (!clean)
            {
                // The last writes before a crash may be torn: nobody was told that they are there.
                damaged = damaged == 0 ? segment.Number : damaged;
                segment.Cut(end);
            }

            (current, written) = (segment, end);
        }

        return segments.Count > 0 && (damaged == 0 || damaged == Newest);
    }

    /// <summary>Makes room before anything changes.</summary>
    /// <exception cref="IOException">The disk has none; nothing happened.</exception>
    public void Prepare()
    {
        if (current is null || current.Capacity - written < Ample)
        {
            Open();
        }
    }

    public LogPlace Append(ReadOnlySpan<byte> record)
    {
        var length = LogSegment.Frame + record.Length;
        if (current is null || written + buffered + length > current.Capacity)
        {
            Write();
            Open();
        }

        if (buffered + length > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, buffered + length));
        }

        LogSegment.Write(buffer.AsSpan(buffered), record);
        var place = new LogPlace(current!.Number, (int)(written + buffered)); // opened just before
        buffered += length;
        return place;
    }

    /// <summary>Everything appended is on disk afterwards.</summary>
    /// <exception cref="IOException">The disk refused: load it anew.</exception>
    public void Commit()
    {
        Write();
        foreach (var segment in touched)
        {
            segment.Synchronise();
        }

        touched.Clear();
        if (buffer.Length > Ample * 4)
        {
            buffer = new byte[Ample];
        }
    }

    public byte[] Read(LogPlace place)
    {
        if (place.Segment == current?.Number && place.Offset >= written)
        {
            var at = (int)(place.Offset - written);
            return buffer[(at + LogSegment.Frame)..(at + LogSegment.Frame + BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at)))];
        }

        var segment = segments[place.Segment];
        Span<byte> guess = stackalloc byte[512];
        guess = guess[..(int)Math.Min(guess.Length, segment.Capacity - place.Offset)];
        segment.Read(guess, place.Offset);
        var record = new byte[BinaryPrimitives.ReadInt32LittleEndian(guess)];
        var have = Math.Min(record.Length, guess.Length - LogSegment.Frame);
        guess.Slice(LogSegment.Frame, have).CopyTo(record);
        segment.Read(record.AsSpan(have), place.Offset + LogSegment.Frame + have);
        return record;
    }

    /// <summary>The records of the oldest file from there on, at most so many bytes of them.</summary>
    /// <returns>Where to go on; null: that was all.</returns>
    public int? ReadOldest(int from, int most, Action<LogPlace, ReadOnlySpan<byte>> tell)
    {
        var segment = segments[Oldest];
        var bytes = new byte[(int)Math.Min(most, segment.Capacity - from)];
        segment.Read(bytes, from);
        var read = Tell(segment, bytes, from, tell);
        return read == 0 ? null : from + read;
    }

    /// <summary>What was worth keeping of it has been appended again, and committed.</summary>
    public void DropOldest()
    {
        var oldest = segments[Oldest];
        segments.Remove(oldest.Number);
        oldest.Delete();
    }

    public void Dispose() => Close();

    private static (long End, bool Clean) Read(LogSegment segment, Span<byte> bytes, Action<LogPlace, ReadOnlySpan<byte>> tell)
    {
        segment.Read(bytes, 0);
        var at = Tell(segment, bytes, 0, tell);
        return (at, !bytes[at..].ContainsAnyExcept((byte)0));
    }

    /// <returns>Where the first byte is that belongs to no whole record.</returns>
    private static int Tell(LogSegment segment, ReadOnlySpan<byte> bytes, int from, Action<LogPlace, ReadOnlySpan<byte>> tell)
    {
        var at = 0;
        while (LogSegment.Length(bytes[at..]) is { } length)
        {
            tell(new LogPlace(segment.Number, from + at), bytes.Slice(at + LogSegment.Frame, length));
            at += LogSegment.Frame + length;
        }

        return at;
    }

    private void Open()
    {
        var number = Newest + 1;
        current = LogSegment.Create(folder, number, Math.Min(MostCapacity, FirstCapacity << Math.Min(segments.Count, 6)));
        written = 0;
        segments.Add(number, current);
    }

    private void Write()
    {
        if (buffered > 0)
        {
            current!.Write(buffer.AsSpan(0, buffered), written); // something was appended to it
            touched.Add(current);
            written += buffered;
            buffered = 0;
        }
    }

    private void Close()
    {
        foreach (var segment in segments.Values)
        {
            segment.Dispose();
        }

        segments.Clear();
        touched.Clear();
        buffered = 0;
        current = null;
    }
}
