using Cell.Identity;
using Cell.Storage;
using Npgsql;

namespace Cell.Frontier;

/// <summary>A row of the table <c>host</c> at one moment.</summary>
/// <param name="Queue">The broker's queue that its message goes to.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Owner">The API cell that leased it last, by whose clock the times are; "": none ever did.</param>
internal sealed record HostRecord(long Number, string Name, int Queue, long Version, string Owner)
{
    public const string Columns = "number, name, queue, version, owner, known, waiting, ready, taken, dropped, trapped, fence, holder, incarnation, ends, turn, leased, polite, delay, answer, address, faults, fault";

    /// <summary>And its row is ours until the transaction ends.</summary>
    public const string Lock = $"SELECT {Columns} FROM host WHERE number = $1 FOR UPDATE";

    public int Known { get; init; }
    public int Waiting { get; init; }
    public int Ready { get; init; }
    public int Taken { get; init; }
    public long Dropped { get; init; }
    public long Trapped { get; init; }
    public long Fence { get; init; }
    public HostLease? Lease { get; init; }
    public DateTimeOffset LastLeased { get; init; }
    public DateTimeOffset Polite { get; init; }
    public required HostManners Manners { get; init; }

    public static HostRecord Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetString(4))
    {
        Known = row.GetInt32(5),
        Waiting = row.GetInt32(6),
        Ready = row.GetInt32(7),
        Taken = row.GetInt32(8),
        Dropped = row.GetInt64(9),
        Trapped = row.GetInt64(10),
        Fence = row.GetInt64(11),
        Lease = row.GetString(12) is { Length: > 0 } holder ? new HostLease(CellId.Parse(holder), row.GetInt64(13), Time(row.GetInt64(14)), row.GetString(15), []) : null,
        LastLeased = Time(row.GetInt64(16)),
        Polite = Time(row.GetInt64(17)),
        Manners = new HostManners(TimeSpan.FromMilliseconds(row.GetInt32(18)), TimeSpan.FromMilliseconds(row.GetInt32(19)), row.GetString(20), row.GetInt32(21), row.GetString(22)),
    };

    public static async Task<HostRecord?> LockAsync(NpgsqlConnection connection, long number, CancellationToken cancellation) =>
        await PostgresRows.ReadAsync(connection, Lock, [PostgresRows.Value(number)], Read, cancellation) is [var found] ? found : null;

    /// <summary>Writes what the last lease changed.</summary>
    public async Task<HostRecord> KeepAsync(NpgsqlConnection connection, CancellationToken cancellation) => (await PostgresRows.ReadAsync(
        connection,
        $"""
        UPDATE host SET version = version + 1, owner = $2, waiting = $3, ready = $4, taken = $5, fence = $6, holder = $7, incarnation = $8, ends = $9, turn = $10, leased = $11, polite = $12,
            delay = $13, answer = $14, address = $15, faults = $16, fault = $17 WHERE number = $1 RETURNING {Columns}
        """,
        [
            PostgresRows.Value(Number), PostgresRows.Value(Owner), PostgresRows.Value(Waiting), PostgresRows.Value(Ready), PostgresRows.Value(Taken), PostgresRows.Value(Fence),
            PostgresRows.Value(Lease?.Holder.ToString() ?? ""), PostgresRows.Value(Lease?.Incarnation ?? 0), PostgresRows.Value(Lease?.Ends.ToUnixTimeMilliseconds() ?? 0), PostgresRows.Value(Lease?.Address ?? ""),
            PostgresRows.Value(LastLeased.ToUnixTimeMilliseconds()), PostgresRows.Value(Polite.ToUnixTimeMilliseconds()), PostgresRows.Value((int)Manners.Delay.TotalMilliseconds), PostgresRows.Value((int)Manners.Answer.TotalMilliseconds),
            PostgresRows.Value(UrlColumns.Text(Manners.Address)), PostgresRows.Value(Manners.Faults), PostgresRows.Value(UrlColumns.Text(Manners.Fault)),
        ],
        Read,
        cancellation))[0]; // it is locked, so it is there

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
