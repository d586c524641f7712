using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cell.Storage;

/// <summary>One file of a <see cref="SegmentedLog"/>: records one after the other, then zeros. A record: length, CRC-32C of what follows, the bytes.</summary>
internal sealed class LogSegment : IDisposable
{
    public const int Frame = 8;

    private readonly SafeFileHandle file;

    private LogSegment(string path, int number, SafeFileHandle file)
    {
        Path = path;
        Number = number;
        this.file = file;
        Capacity = RandomAccess.GetLength(file);
    }

    public string Path { get; }

    public int Number { get; }

    /// <summary>Bytes that are promised to it: a write within them finds room on a full disk too.</summary>
    public long Capacity { get; private set; }

    /// <exception cref="IOException">There is no room for it.</exception>
    public static LogSegment Create(string folder, int number, long capacity)
    {
        var path = PathOf(folder, number);
        try
        {
            var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.None, capacity);
            File.SetUnixFileMode(file, AtomicFile.Private);
            RandomAccess.SetLength(file, capacity);
            AtomicFile.Synchronise(folder);
            return new LogSegment(path, number, file);
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    public static IEnumerable<LogSegment> All(string folder) => Directory.EnumerateFiles(folder, "*.log")
        .Select(path => (Path: path, Number: int.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0))
        .Where(found => found.Number > 0)
        .OrderBy(found => found.Number)
        .Select(found => new LogSegment(found.Path, found.Number, File.OpenHandle(found.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete)));

    public static void Write(Span<byte> frame, ReadOnlySpan<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Sum(record));
        record.CopyTo(frame[Frame..]);
    }

    public void Write(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(file, bytes, at);

    public void Read(Span<byte> bytes, long at)
    {
        for (var read = 0; read < bytes.Length;)
        {
            var more = RandomAccess.Read(file, bytes[read..], at + read);
            read += more > 0 ? more : throw new IOException($"{Path} ends before byte {at + bytes.Length}.");
        }
    }

    public void Synchronise() => RandomAccess.FlushToDisk(file);

    /// <summary>Cuts off what is behind the last whole record: a torn write must not be found again behind later ones.</summary>
    public void Cut(long end)
    {
        RandomAccess.SetLength(file, end);
        Synchronise();
        Capacity = end;
    }

    /// <summary>The record that begins there; null: none that is whole.</summary>
    public static int? Length(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Frame || BinaryPrimitives.ReadInt32LittleEndian(rest) is var length && (length <= 0 || length > rest.Length - Frame))
        {
            return null;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) == Sum(rest.Slice(Frame, length)) ? length : null;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => file.Dispose();

    private static string PathOf(string folder, int number) => System.IO.Path.Combine(folder, number.ToString("D8", CultureInfo.InvariantCulture) + ".log");

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            sum = BitOperations.Crc32C(sum, single);
        }

        return ~sum;
    }
}
