using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Frontier;

/// <summary>The hosts of a shared frontier, in the database: which have something to do, and for which a message of the broker stands.</summary>
internal sealed class SharedHosts(PostgresDatabase database)
{
    private const int Together = 500;
    private const int MostDue = 5000;

    // What rests for longer needs no message until then.
    public static TimeSpan Rests { get; } = TimeSpan.FromMinutes(1);

    public Task<IReadOnlyList<HostRecord>> ReadAsync(IReadOnlyCollection<string> names, CancellationToken cancellation) =>
        database.ReadAsync($"SELECT {HostRecord.Columns} FROM host WHERE name = ANY($1)", [PostgresRows.Value(names.ToArray())], HostRecord.Read, cancellation);

    /// <summary>What came due is ready.</summary>
    public async Task PromoteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        for (var due = MostDue; due == MostDue;)
        {
            due = await database.TransactAsync((connection, token) => PromoteSomeAsync(connection, Seconds.Of(now), token), cancellation);
        }
    }

    /// <summary>Those that need a message and have none are marked as if they had: whoever marked them sends it.</summary>
    /// <param name="only">Of these; null: of all, some at a time.</param>
    public Task<IReadOnlyList<(long Number, int Queue, string Name)>> MarkAsync(IReadOnlyList<long>? only, DateTimeOffset now, CancellationToken cancellation) => database.ReadAsync(
        $"""
        UPDATE host SET queued = $1 WHERE number IN (
            SELECT number FROM host WHERE queued = 0 AND (ready > 0 OR holder <> '') AND polite <= $2 {(only is null ? "" : "AND number = ANY($3)")}
            ORDER BY number LIMIT {Together} FOR UPDATE SKIP LOCKED) RETURNING number, queue, name
        """,
        [PostgresRows.Value(now.ToUnixTimeMilliseconds()), PostgresRows.Value((now + Rests).ToUnixTimeMilliseconds()), .. only is null ? Array.Empty<NpgsqlParameter>() : [PostgresRows.Value(only.ToArray())]],
        row => (row.GetInt64(0), row.GetInt32(1), row.GetString(2)),
        cancellation);

    /// <summary>Their message was not sent, or is lost.</summary>
    public Task<int> UnmarkAsync(IEnumerable<long> hosts, CancellationToken cancellation) =>
        database.DoAsync("UPDATE host SET queued = 0 WHERE number = ANY($1)", [PostgresRows.Value(hosts.ToArray())], cancellation);

    /// <summary>Their message is to be acknowledged: they have nothing to do now, and get another one when they have.</summary>
    /// <returns>Those of which that is true.</returns>
    public async Task<IReadOnlySet<long>> ReleaseAsync(IEnumerable<long> hosts, DateTimeOffset now, CancellationToken cancellation) => (await database.ReadAsync(
        "UPDATE host SET queued = 0 WHERE number = ANY($1) AND holder = '' AND (ready = 0 OR polite > $2) RETURNING number",
        [PostgresRows.Value(hosts.ToArray()), PostgresRows.Value((now + Rests).ToUnixTimeMilliseconds())],
        row => row.GetInt64(0),
        cancellation)).ToHashSet();

    /// <summary>For which a message of that queue stands since before then.</summary>
    public Task<IReadOnlyList<(long Number, string Name)>> MarkedAsync(int queue, DateTimeOffset before, CancellationToken cancellation) => database.ReadAsync(
        "SELECT number, name FROM host WHERE queue = $1 AND queued > 0 AND queued < $2",
        [PostgresRows.Value(queue), PostgresRows.Value(before.ToUnixTimeMilliseconds())],
        row => (row.GetInt64(0), row.GetString(1)),
        cancellation);

    public Task<IReadOnlyList<(long Number, long Fence)>> LeasedByAsync(CellId cell, CancellationToken cancellation) =>
        database.ReadAsync("SELECT number, fence FROM host WHERE holder = $1", [PostgresRows.Value(cell.ToString())], row => (row.GetInt64(0), row.GetInt64(1)), cancellation);

    /// <summary>Those that are worked on or can be.</summary>
    public Task<IReadOnlyList<HostRecord>> AtWorkAsync(CancellationToken cancellation) =>
        database.ReadAsync($"SELECT {HostRecord.Columns} FROM host WHERE (ready > 0 OR holder <> '')", [], HostRecord.Read, cancellation);

    public async Task<FrontierFigures> FiguresAsync(CancellationToken cancellation) => (await database.ReadAsync(
        """
        SELECT coalesce(sum(known), 0)::bigint, coalesce(sum(waiting) FILTER (WHERE faults < $1), 0)::bigint, count(*)::int, (count(*) FILTER (WHERE holder <> ''))::int, (count(*) FILTER (WHERE faults >= $1))::int FROM host
        """,
        [PostgresRows.Value(HostManners.LastFault)],
        row => new FrontierFigures(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3)) { GivenUp = row.GetInt32(4) },
        cancellation))[0]; // an aggregate has a row

    public async Task<bool> IsDryAsync(CancellationToken cancellation) => (await database.ReadAsync(
        "SELECT NOT EXISTS (SELECT FROM host WHERE holder <> '') AND NOT EXISTS (SELECT FROM host WHERE waiting > 0 AND faults < $1)",
        [PostgresRows.Value(HostManners.LastFault)],
        row => row.GetBoolean(0),
        cancellation))[0]; // it has a row

    public Task<IReadOnlyList<HostRecord>> WaitingAsync(string host, CancellationToken cancellation) => database.ReadAsync(
        $"SELECT {HostRecord.Columns} FROM host WHERE {(host.Length > 0 ? "name = $1" : "waiting > 0 AND $1 = ''")}", [PostgresRows.Value(host)], HostRecord.Read, cancellation);

    /// <summary>How many URLs of each are paused and how many come later.</summary>
    public async Task<IReadOnlyDictionary<long, (int Paused, int Later)>> CountAsync(IReadOnlyList<HostRecord> hosts, CancellationToken cancellation) => (await database.ReadAsync(
        "SELECT host, (count(*) FILTER (WHERE state = 2))::int, (count(*) FILTER (WHERE state = 0 AND due < 4294967295))::int FROM url WHERE host = ANY($1) GROUP BY host",
        [PostgresRows.Column(hosts, host => host.Number)],
        row => (Host: row.GetInt64(0), Counts: (row.GetInt32(1), row.GetInt32(2))),
        cancellation)).ToDictionary(row => row.Host, row => row.Counts);

    public async Task<long> BytesAsync(CancellationToken cancellation) =>
        (await database.ReadAsync("SELECT pg_total_relation_size('url') + pg_total_relation_size('host')", [], row => row.GetInt64(0), cancellation))[0]; // it has a row

    /// <summary>In a transaction: the counts of the host, from its URLs.</summary>
    public static Task<int> RecountAsync(NpgsqlConnection connection, long host, CancellationToken cancellation) => PostgresRows.DoAsync(
        connection,
        """
        UPDATE host SET version = version + 1, known = c.known, waiting = c.waiting, ready = c.ready, taken = c.taken FROM (
            SELECT count(*)::int AS known, (count(*) FILTER (WHERE state > 0 OR (phase = 0 AND due < 4294967295)))::int AS waiting,
                (count(*) FILTER (WHERE state = 1))::int AS ready, (count(*) FILTER (WHERE state = 3))::int AS taken FROM url WHERE host = $1) AS c WHERE number = $1
        """,
        [PostgresRows.Value(host)],
        cancellation);

    private static async Task<int> PromoteSomeAsync(NpgsqlConnection connection, long now, CancellationToken cancellation)
    {
        var hosts = await PostgresRows.ReadAsync(
            connection,
            "SELECT DISTINCT host FROM (SELECT host FROM url WHERE state = 0 AND due <= $1 ORDER BY due LIMIT $2) AS due",
            [PostgresRows.Value(now), PostgresRows.Value(MostDue)],
            row => row.GetInt64(0),
            cancellation);
        if (hosts.Count == 0)
        {
            return 0;
        }

        // The hosts first, as everybody locks them.
        await PostgresRows.ReadAsync(connection, "SELECT number FROM host WHERE number = ANY($1) ORDER BY number FOR UPDATE", [PostgresRows.Value(hosts.ToArray())], row => row.GetInt64(0), cancellation);
        return (await PostgresRows.ReadAsync(
            connection,
            """
            WITH moved AS (
                UPDATE url SET state = 1 WHERE number IN (SELECT number FROM url WHERE state = 0 AND due <= $1 AND host = ANY($3) ORDER BY due LIMIT $2) RETURNING host, phase),
            summed AS (SELECT host, count(*)::int AS ready, (count(*) FILTER (WHERE phase = 1))::int AS visited FROM moved GROUP BY host),
            kept AS (
                UPDATE host SET version = version + 1, ready = host.ready + summed.ready, waiting = waiting + visited FROM summed WHERE number = summed.host RETURNING number)
            SELECT count(*)::int FROM moved
            """,
            [PostgresRows.Value(now), PostgresRows.Value(MostDue), PostgresRows.Value(hosts.ToArray())],
            row => row.GetInt32(0),
            cancellation))[0]; // an aggregate has a row
    }
}
