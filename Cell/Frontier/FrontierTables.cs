using System.Globalization;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;
using LiteDB;

namespace Cell.Frontier;

/// <summary>The frontier's rows. <c>urls</c>: every URL known and its state; <c>due</c>: those that wait, ordered by host and time;
/// <c>hosts</c>: fences and leases; <c>seeds</c>: scopes. No secondary index: keys carry the order.</summary>
/// <param name="opened">Makes the counters of this run higher than those of earlier ones.</param>
internal sealed class FrontierTables(JournaledDatabase database, DateTimeOffset opened)
{
    private const int WaitingState = -1;

    // LiteDB refuses longer keys (1,023 bytes with their type).
    private const int LongestKey = 1000;

    private long counter = Math.Max(opened.ToUnixTimeMilliseconds() * 100_000, Highest(database) + 1);

    // Asked each time: the database may have been opened anew after a fault of the disk.
    private ILiteCollection<BsonDocument> Urls => database.Collection("urls");
    private ILiteCollection<BsonDocument> Due => database.Collection("due");
    private ILiteCollection<BsonDocument> HostRows => database.Collection("hosts");
    private ILiteCollection<BsonDocument> SeedRows => database.Collection("seeds");

    public IEnumerable<Scope> Seeds() => SeedRows.FindAll().Select(row => new Scope(row["_id"].AsString));

    public long Known() => Urls.LongCount();

    /// <summary>Host and due time of every waiting row.</summary>
    public IEnumerable<(string Host, DateTimeOffset Due)> Waiting() => Due.FindAll().Select(row => Parse(row["_id"].AsString));

    public IEnumerable<HostQueue> Hosts() => HostRows.FindAll().Select(row => new HostQueue(row["_id"].AsString)
    {
        Fence = row["fence"].AsInt64,
        Lease = row["holder"].IsString
            ? new HostLease(CellId.Parse(row["holder"].AsString), row["incarnation"].AsInt64, DateTimeOffset.FromUnixTimeMilliseconds(row["ends"].AsInt64), new Dictionary<string, DueUrl>())
            : null,
    });

    public bool IsKnown(string url) => Urls.FindById(KeyOf(url)) is not null;

    /// <summary>Known, and neither waiting nor leased.</summary>
    public bool IsSettled(string url) => Urls.FindById(KeyOf(url)) is { } row && row["state"].AsInt32 != WaitingState;

    public void Reopen(string url) => Urls.Upsert(new BsonDocument { ["_id"] = KeyOf(url), ["state"] = WaitingState, ["depth"] = 0 });

    public void AddSeed(Scope scope) => SeedRows.Upsert(new BsonDocument { ["_id"] = scope.Prefix });

    public void Add(string url, string host, int depth, DateTimeOffset now)
    {
        Urls.Insert(new BsonDocument { ["_id"] = KeyOf(url), ["state"] = WaitingState, ["depth"] = depth });
        Enqueue(url, host, depth, 0, now);
    }

    public void Enqueue(string url, string host, int depth, int attempts, DateTimeOffset at)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{host}\u0001{at.ToUnixTimeMilliseconds():D15}{counter++:D19}");
        Due.Insert(new BsonDocument { ["_id"] = key, ["url"] = url, ["depth"] = depth, ["attempts"] = attempts });
    }

    public void Dequeue(DueUrl row) => Due.Delete(row.Key);

    public void Settle(string url, int depth, UrlState state, string detail, DateTimeOffset at) => Urls.Upsert(new BsonDocument
    {
        ["_id"] = KeyOf(url),
        ["state"] = (int)state,
        ["depth"] = depth,
        ["detail"] = detail,
        ["at"] = at.ToUnixTimeMilliseconds(),
    });

    /// <summary>The host's first rows, those later than now included: their time is in the key.</summary>
    public IEnumerable<(DueUrl Row, DateTimeOffset Due)> First(string host, int most) => Due
        .Find(Query.Between("_id", host + "\u0001", host + "\u0002"), 0, most)
        .Select(row => (new DueUrl(row["_id"].AsString, row["url"].AsString, row["depth"].AsInt32, row["attempts"].AsInt32), Parse(row["_id"].AsString).Due));

    public void Keep(HostQueue host)
    {
        var row = new BsonDocument { ["_id"] = host.Name, ["fence"] = host.Fence };
        if (host.Lease is { } lease)
        {
            row["holder"] = lease.Holder.ToString();
            row["incarnation"] = lease.Incarnation;
            row["ends"] = lease.Ends.ToUnixTimeMilliseconds();
        }

        HostRows.Upsert(row);
    }

    // Long URLs are known by their hash; the row in "due" has the URL itself.
    private static string KeyOf(string url) => url.Length <= LongestKey && System.Text.Encoding.UTF8.GetByteCount(url) <= LongestKey
        ? url
        : "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(url)));

    // A clock that went back must not give a number twice.
    private static long Highest(JournaledDatabase database) =>
        database.Collection("due").FindAll().Select(row => long.Parse(row["_id"].AsString.AsSpan()[^19..], CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();

    private static (string Host, DateTimeOffset Due) Parse(string key)
    {
        var end = key.IndexOf('\u0001', StringComparison.Ordinal);
        return (key[..end], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(key.AsSpan(end + 1, 15), CultureInfo.InvariantCulture)));
    }
}
