using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The audit log's files: <c>audit.log</c> is written to, <c>audit-NUMBER.log</c> are full ones, by the number of their first entry. Cell removes none.</summary>
internal sealed partial record AuditFiles(string Folder)
{
    public const int LinesAPage = 500;
    private const int ChunkBytes = 64 << 10;

    public string Current => Path.Combine(Folder, "audit.log");

    /// <summary>The full ones, oldest first.</summary>
    public IReadOnlyList<(long First, string Path)> Full() => [.. Directory.GetFiles(Folder, "audit-*.log")
        .Select(path => (Match: FullPattern().Match(Path.GetFileName(path)), Path: path))
        .Where(file => file.Match.Success)
        .Select(file => (long.Parse(file.Match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), file.Path))
        .OrderBy(file => file.Item1)];

    /// <summary>The last entry of the full ones, and what is wrong with it; null: there are none.</summary>
    public (AuditHead? Head, string Fault) EndOfFull()
    {
        if (Full() is not [.., var last])
        {
            return (null, "");
        }

        var reading = AuditChain.Read(LastLine(last.Path), null);
        if (reading.Fault.Length == 0)
        {
            return (reading.Head, "");
        }

        // Numbers must go on above all that were given: no file may take the place of another.
        var good = AuditText.Of(File.ReadAllBytes(last.Path), null).Head;
        return (good.Seq >= last.First ? good : new AuditHead(last.First, good.Hash), $"{Path.GetFileName(last.Path)} was changed: its last line: {reading.Fault}");
    }

    /// <summary>Whole lines of a file, at most <see cref="LinesAPage"/>, after the first ones.</summary>
    public static IReadOnlyList<string> Lines(string path, long skip)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var lines = new List<string>();
        var line = new ArrayBufferWriter<byte>();
        var buffer = new byte[ChunkBytes];
        for (var (offset, number) = (0L, 0L); lines.Count < LinesAPage && RandomAccess.Read(file, buffer, offset) is > 0 and var read; offset += read)
        {
            var rest = buffer.AsSpan(0, read);
            while (lines.Count < LinesAPage && rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                if (number++ >= skip)
                {
                    line.Write(rest[..end]);
                    lines.Add(Encoding.UTF8.GetString(line.WrittenSpan));
                }

                line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }

            // A line without end was not written by a cell: the reader misses it and is told so by the head.
            if (number >= skip && line.WrittenCount < ChunkBytes)
            {
                line.Write(rest);
            }
        }

        return lines;
    }

    private static byte[] LastLine(string path)
    {
        using var file = File.OpenHandle(path);
        var end = new byte[(int)Math.Min(ChunkBytes, RandomAccess.GetLength(file))];
        RandomAccess.Read(file, end, RandomAccess.GetLength(file) - end.Length);
        return end is [.. var lines, (byte)'\n'] ? lines[(lines.AsSpan().LastIndexOf((byte)'\n') + 1)..] : [];
    }

    /// <summary>The current one is full: the next write makes another.</summary>
    public void Retire(long first)
    {
        File.Move(Current, OfFirst(first), overwrite: false);
        AtomicFile.Synchronise(Folder);
    }

    /// <summary>Puts a changed file aside, whole; what is good of it stays in the log.</summary>
    /// <returns>Where it is now.</returns>
    public string SetAside(byte[] content, int good, long first, DateTimeOffset now)
    {
        var aside = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"audit.broken-{now.ToUnixTimeMilliseconds()}.log"));
        AtomicFile.Write(aside, content, AtomicFile.Private);
        if (good > 0)
        {
            AtomicFile.Write(OfFirst(first), content.AsSpan(0, good), AtomicFile.Private);
        }

        File.Delete(Current);
        AtomicFile.Synchronise(Folder);
        return aside;
    }

    private string OfFirst(long first) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"audit-{first:D12}.log"));

    [GeneratedRegex(@"^audit-(\d{12})\.log$")]
    private static partial Regex FullPattern();
}
