using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>The append-only, hash-chained record of orders: an entry is on disk before its order is answered.</summary>
internal sealed class AuditLog : IAsyncDisposable
{
    public const long SegmentBytes = 16 << 20;
    private const int LongestName = 200;
    private const int LongestText = 1000;

    private readonly Lock gate = new();
    private readonly AuditFiles files;
    private readonly TimeProvider time;
    private readonly long most;
    private readonly Dictionary<AuditKind, string> last;
    private FileStream? file;
    private AuditHead head;
    private long first;
    private long length;

    private AuditLog(AuditFiles files, TimeProvider time, long most, AuditHead head, AuditText text)
    {
        (this.files, this.time, this.most, this.head) = (files, time, most, head);
        (first, length, last) = (text.First ?? head.Seq + 1, text.Good, new Dictionary<AuditKind, string>(text.Last));
    }

    /// <summary>The last entry.</summary>
    public AuditHead Head
    {
        get
        {
            lock (gate)
            {
                return head;
            }
        }
    }

    /// <summary>What was wrong with it at its opening, as written into it; null: nothing.</summary>
    public AuditDeed? Trouble { get; private set; }

    /// <summary>Verifies what is there; cuts off a line that a crash tore, puts a changed file aside and goes on in a new one, and says so in it.</summary>
    /// <param name="most">Bytes a file.</param>
    public static AuditLog Open(string folder, TimeProvider time, long most)
    {
        var files = new AuditFiles(folder);
        var (before, fault) = files.EndOfFull();
        var content = AtomicFile.ReadIfThere(files.Current) ?? [];
        var text = AuditText.Of(content, fault.Length == 0 ? before : null);
        var head = text.Head.Seq > 0 ? text.Head : before ?? AuditHead.None;
        var log = new AuditLog(files, time, most, head, text);
        log.Mend(content, text, fault);
        return log;
    }

    /// <exception cref="IOException">It is not on disk: the order must not be answered.</exception>
    public void Append(AuditDeed deed)
    {
        lock (gate)
        {
            var entry = new AuditEntry(
                head.Seq + 1, time.GetUtcNow(), deed.Kind, Clip(deed.By, LongestName), Clip(deed.What, LongestText), Clip(deed.From, LongestName), head.Hash);
            var (line, next) = AuditChain.Write(entry);
            if (length > 0 && length + line.Length + 1 > most)
            {
                Close();
                files.Retire(first);
                (first, length) = (entry.Seq, 0);
            }

            var handle = Opened().SafeFileHandle;
            RandomAccess.Write(handle, [.. line, (byte)'\n'], length);
            RandomAccess.FlushToDisk(handle);
            length += line.Length + 1;
            head = next;
            last[entry.Kind] = entry.What;
        }
    }

    /// <summary>What the newest entry of that kind says; null: there is none since the file before was full, or it was before this start.</summary>
    public string? Last(AuditKind kind)
    {
        lock (gate)
        {
            return last.GetValueOrDefault(kind);
        }
    }

    /// <summary>Lines from the disk as they are, for a reader who verifies them.</summary>
    /// <param name="after">Number of the last entry that he has.</param>
    public AuditPage Read(long after, CellId cell)
    {
        lock (gate)
        {
            var parts = files.Full().Append((First: first, Path: files.Current)).ToList();
            var at = Math.Max(0, parts.FindLastIndex(part => part.First <= after + 1));
            while (true)
            {
                var (start, path) = parts[at];
                var skip = Math.Max(0, after + 1 - start);
                var lines = AuditFiles.Lines(path, skip);
                if (lines.Count > 0 || at == parts.Count - 1)
                {
                    return new AuditPage(1, cell, lines, start + skip + lines.Count - 1, at < parts.Count - 1 || lines.Count == AuditFiles.LinesAPage, head);
                }

                at++;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Mend(byte[] content, AuditText text, string earlier)
    {
        if (text.Fault.Length > 0)
        {
            var aside = files.SetAside(content, text.Good, first, time.GetUtcNow());
            (first, length) = (head.Seq + 1, 0);
            Trouble = new AuditDeed(AuditKind.Broken, "this cell", $"audit.log was changed: {text.Fault}. What was good of it stays; the whole file is {Path.GetFileName(aside)}.", "");
        }
        else if (text.Torn)
        {
            Trouble = new AuditDeed(AuditKind.Repaired, "this cell", $"{content.Length - text.Good} bytes of a line that was being written were cut off.", "");
        }
        else if (earlier.Length > 0)
        {
            Trouble = new AuditDeed(AuditKind.Broken, "this cell", $"{earlier}.", "");
        }

        if (Trouble is { } trouble)
        {
            Append(trouble);
        }
    }

    // What a failed write left behind the last good line is cut off before the next.
    private FileStream Opened()
    {
        if (file is null)
        {
            var isNew = !File.Exists(files.Current);
            file = new FileStream(files.Current, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, UnixCreateMode = AtomicFile.Private, BufferSize = 0,
            });
            if (isNew)
            {
                AtomicFile.Synchronise(files.Folder);
            }
        }

        if (file.Length > length)
        {
            file.SetLength(length);
        }

        return file;
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
    }

    private static string Clip(string text, int longest) => text.Length <= longest ? text : $"{text[..longest]}…";
}
