using System.Text;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>The frontier's rows: on disk in a log, and in memory the index of it, the hosts and the scopes. One thread.</summary>
internal sealed class FrontierRows(string folder) : IDisposable
{
    private const int CleanedAtOnce = 256 << 10;
    private const byte WholeKind = 4;
    private const byte LedKind = 7;

    // Below that, cleaning is not worth a file.
    private const long Spared = 20_000;

    private readonly SegmentedLog log = new(folder);
    private readonly Dictionary<string, HostQueue> byName = new(StringComparer.Ordinal);
    private readonly List<HostQueue> hosts = [];
    private readonly AlikeUrls alike = new();
    private readonly Dictionary<string, (long Given, LogPlace Place)> seeds = new(StringComparer.Ordinal);
    private long records;
    private int cleaned;
    private LogPlace wholePlace;
    private LogPlace ledPlace;

    /// <summary>Nothing is missing of what was once taken: said when it was new, or had been made anew.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>There was nothing on disk.</summary>
    public bool IsNew { get; private set; }

    public KnownUrls Urls { get; } = new();

    public Scopes Scopes { get; } = new();

    /// <summary>What operators gave, and when.</summary>
    public IReadOnlyDictionary<string, (long Given, LogPlace Place)> Seeds => seeds;

    /// <summary>Another one after each change of scopes and seeds.</summary>
    public long OrdersVersion { get; private set; }

    /// <summary>When hosts were last leased from here; the least time: never.</summary>
    public DateTimeOffset Led { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Another cell leased them since then.</summary>
    public bool IsLeft { get; private set; }

    public IReadOnlyList<HostQueue> Hosts => hosts;

    public long Bytes => log.Bytes;

    public void Load()
    {
        IsWhole = false;
        Urls.Clear();
        Scopes.Clear();
        byName.Clear();
        hosts.Clear();
        alike.Clear();
        seeds.Clear();
        OrdersVersion++;
        (Led, IsLeft) = (DateTimeOffset.MinValue, false);
        (records, cleaned) = (0, 0);
        IsNew = !log.Load(Read);
        if (IsNew)
        {
            SetWhole(false);
        }
    }

    public void Prepare() => log.Prepare();

    public void Commit()
    {
        Clean();
        log.Commit();
    }

    public HostQueue? Host(string name) => byName.GetValueOrDefault(name);

    public HostQueue HostOf(string name)
    {
        if (!byName.TryGetValue(name, out var host))
        {
            byName[name] = host = new HostQueue(name, hosts.Count);
            hosts.Add(host);
        }

        return host;
    }

    public UrlRow Row(int slot) => UrlRow.FromRecord(log.Read(Urls[slot].Place));

    /// <summary>A new row, or the same one changed.</summary>
    /// <returns>Its slot.</returns>
    public int Put(UrlRow row)
    {
        var record = row.ToRecord();
        var head = UrlRow.Head.Of(record);
        var slot = Urls.Find(head.Print);
        if (slot < 0)
        {
            slot = Urls.Add(head.Print);
            var host = HostOf(CanonicalUrl.HostOf(row.Url));
            Know(slot, host, record, 1);
        }

        Set(slot, head, Append(record));
        return slot;
    }

    public void Forget(int slot)
    {
        var record = (Row(slot) with { Phase = UrlPhase.Forgotten }).ToRecord();
        Append(record);
        Know(slot, hosts[Urls[slot].Host], record, -1);
        Urls.Remove(slot);
    }

    /// <summary>So many of the host's URLs differ from this one in parameters and dates only.</summary>
    public int Alike(HostQueue host, string url) => alike.Of(host, url);

    public void Keep(HostQueue host) => host.Place = Append(HostRow.Of(host));

    public void SetWhole(bool whole)
    {
        IsWhole = whole;
        wholePlace = Append([WholeKind, (byte)(whole ? 1 : 0)]);
    }

    /// <param name="changed">Unix milliseconds of the order.</param>
    public void Put(string scope, ScopeState state, long changed)
    {
        OrdersVersion++;
        Scopes.Put(scope, state, changed, Append(Scopes.Record(scope, state, changed)));
    }

    /// <summary>When it was last given, in Unix milliseconds; -1: never.</summary>
    public long GivenAt(string seed) => seeds.TryGetValue(seed, out var known) ? known.Given : -1;

    public void PutSeed(string url, long given)
    {
        OrdersVersion++;
        seeds[url] = (given, Append(SeedRow.Record(url, given)));
    }

    public void ForgetSeed(string url)
    {
        OrdersVersion++;
        Append(SeedRow.Record(url, 0));
        seeds.Remove(url);
    }

    public void NoteLed(DateTimeOffset at, bool left)
    {
        (Led, IsLeft) = (at, left);
        ledPlace = Append([LedKind, .. BitConverter.GetBytes(at.ToUnixTimeMilliseconds()), (byte)(left ? 1 : 0)]);
    }

    public void Dispose() => log.Dispose();

    private LogPlace Append(byte[] record)
    {
        records++;
        return log.Append(record);
    }

    private void Set(int slot, UrlRow.Head head, LogPlace place)
    {
        ref var known = ref Urls[slot];
        (known.Place, known.Due, known.Phase, known.Depth) = (place, head.Due, head.Phase, head.Depth);
    }

    // What a later record says of the same row counts.
    private void Read(LogPlace place, ReadOnlySpan<byte> record)
    {
        records++;
        switch (record[0])
        {
            case UrlRow.Kind:
                ReadUrl(place, record);
                break;
            case HostRow.Kind:
                HostRow.Read(record, HostOf).Place = place;
                break;
            case Scopes.Kind or Scopes.UndatedKind:
                var (prefix, state, changed) = Scopes.Read(record);
                Scopes.Put(prefix, state, changed, place);
                break;
            case SeedRow.Kind:
                ReadSeed(place, record);
                break;
            case LedKind:
                (Led, IsLeft, ledPlace) = (DateTimeOffset.FromUnixTimeMilliseconds(BitConverter.ToInt64(record[1..])), record.Length > 9 && record[9] == 1, place); // older ones do not say it
                break;
            case WholeKind:
                (IsWhole, wholePlace) = (record[1] == 1, place);
                break;
        }
    }

    private void ReadSeed(LogPlace place, ReadOnlySpan<byte> record)
    {
        var (url, given) = SeedRow.Read(record);
        if (given > 0)
        {
            seeds[url] = (given, place);
        }
        else
        {
            seeds.Remove(url);
        }
    }

    private void ReadUrl(LogPlace place, ReadOnlySpan<byte> record)
    {
        var head = UrlRow.Head.Of(record);
        var slot = Urls.Find(head.Print);
        if (head.Phase == UrlPhase.Forgotten)
        {
            if (slot >= 0)
            {
                Know(slot, hosts[Urls[slot].Host], record, -1);
                Urls.Remove(slot);
            }

            return;
        }

        if (slot < 0)
        {
            slot = Urls.Add(head.Print);
            var host = HostOf(UrlRow.Head.HostOf(record));
            Know(slot, host, record, 1);
        }

        Set(slot, head, place);
    }

    private void Know(int slot, HostQueue host, ReadOnlySpan<byte> record, int more)
    {
        host.Known += more;
        Urls[slot].Host = host.Index;
        alike.Count(host, UrlRow.Head.UrlOf(record), more);
    }

    private HostQueue HostOf(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[name.Length];
        text = text[..Encoding.UTF8.GetChars(name, text)];
        return byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var host) ? host : HostOf(text.ToString());
    }

    // When most records are outlived, the oldest ones that are not are written again: so much at each commit that nobody waits for it. The file
    // goes when what was kept of it is on disk. Oldest first: a row that was forgotten cannot come back from a file before.
    private void Clean()
    {
        if (cleaned == 0 && (log.Oldest == log.Newest || records <= Spared + (2L * (Urls.Count + hosts.Count + Scopes.Count + seeds.Count))))
        {
            return;
        }

        if (log.ReadOldest(cleaned, CleanedAtOnce, Rescue) is { } next)
        {
            cleaned = next;
            return;
        }

        log.Commit();
        log.DropOldest();
        cleaned = 0;
    }

    private void Rescue(LogPlace place, ReadOnlySpan<byte> record)
    {
        records--;
        switch (record[0])
        {
            case UrlRow.Kind when Urls.Find(UrlRow.Head.Of(record).Print) is >= 0 and var slot && Urls[slot].Place == place:
                Urls[slot].Place = Append(record.ToArray());
                break;
            case HostRow.Kind when HostOf(HostRow.NameOf(record)) is var host && host.Place == place:
                host.Place = Append(record.ToArray());
                break;
            case Scopes.Kind or Scopes.UndatedKind when Scopes.Read(record) is var (prefix, state, changed) && Scopes.IsAt(prefix, place):
                Scopes.Put(prefix, state, changed, Append(record.ToArray()));
                break;
            case SeedRow.Kind when SeedRow.Read(record) is var (url, given) && seeds.TryGetValue(url, out var seed) && seed.Place == place:
                seeds[url] = (given, Append(record.ToArray()));
                break;
            case LedKind when place == ledPlace:
                NoteLed(Led, IsLeft);
                break;
            case WholeKind when place == wholePlace:
                SetWhole(IsWhole);
                break;
        }
    }
}
