using System.Text;
using System.Text.Json;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What happened, for people: <c>events.jsonl</c>, and the one before it when that was full. Bounded; what a power cut takes of it is gone.</summary>
internal sealed class EventLog : IAsyncDisposable
{
    public const int EventsAPage = 500;
    public const long FileBytes = 4 << 20;
    private const int LongestText = 1000;
    private const int EndBytes = 64 << 10;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly string earlier;
    private readonly long most;
    private readonly TimeProvider time;
    private FileStream? file;
    private long last;

    /// <param name="most">Bytes a file.</param>
    public EventLog(string path, long most, TimeProvider time)
    {
        (this.path, this.most, this.time) = (path, most, time);
        earlier = Path.ChangeExtension(path, ".earlier.jsonl");
        last = Math.Max(LastOf(path), LastOf(earlier));
    }

    /// <exception cref="IOException">The disk does not take it: it is lost.</exception>
    public void Append(IReadOnlyList<EventNews> news)
    {
        lock (gate)
        {
            var lines = new StringBuilder();
            foreach (var one in news)
            {
                var what = one.What.Length <= LongestText ? one.What : $"{one.What[..LongestText]}…";
                lines.Append(JsonSerializer.Serialize(new OrganismEvent(++last, time.GetUtcNow(), one.Kind, one.Machine, one.Cell, what) { Load = one.Load }, EventJson.Default.OrganismEvent)).Append('\n');
            }

            var bytes = Encoding.UTF8.GetBytes(lines.ToString());
            var stream = Opened(bytes.Length);
            stream.Write(bytes);
            stream.Flush();
        }
    }

    /// <summary>The oldest ones after that number, at most <see cref="EventsAPage"/>.</summary>
    public EventPage Read(long after, Identity.CellId cell)
    {
        lock (gate)
        {
            var events = after >= last ? [] : Read(earlier).Concat(Read(path)).Where(entry => entry.Seq > after).Take(EventsAPage).ToList();
            return new EventPage(1, cell, events, last);
        }
    }

    public ValueTask DisposeAsync() => file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private FileStream Opened(int more)
    {
        if (file is not null && file.Length + more > most)
        {
            file.Dispose();
            file = null;
            File.Move(path, earlier, overwrite: true);
        }

        if (file is null)
        {
            file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, UnixCreateMode = AtomicFile.Private, BufferSize = 0 });
            EndTornLine(file);
        }

        return file;
    }

    private static void EndTornLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
    }

    // The start of a cell does not wait for the whole of it.
    private static long LastOf(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        using var handle = File.OpenHandle(path);
        var end = new byte[(int)Math.Min(EndBytes, RandomAccess.GetLength(handle))];
        RandomAccess.Read(handle, end, RandomAccess.GetLength(handle) - end.Length);
        return Encoding.UTF8.GetString(end).Split('\n').Select(line => Parse(line)?.Seq ?? 0).Max();
    }

    // A line that is no event, torn or not Cell's, is passed over.
    private static IEnumerable<OrganismEvent> Read(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static OrganismEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventJson.Default.OrganismEvent) is { Machine: not null, What: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
