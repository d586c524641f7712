using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Frontier;

/// <summary>What may be crawled, as the database has it, and what holds for the frontier as a whole. An order waits for links that are being taken, and they
/// for it: no link of a removed scope slips through.</summary>
internal sealed class SharedScopes(string organism)
{
    // Of the advisory locks; any numbers, the same for all executables.
    private const long Orders = 0x4F726465;

    private State known = new(new Scopes(), -1, false, DateTimeOffset.MinValue);

    /// <summary>As they were at the last look.</summary>
    public State Known => Volatile.Read(ref known);

    /// <exception cref="InvalidDataException">The database is another organism's.</exception>
    public async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rows = await ReadAsync(connection, cancellation);
        if (rows is [])
        {
            await PostgresRows.DoAsync(connection, "INSERT INTO frontier (organism) VALUES ($1) ON CONFLICT DO NOTHING", [PostgresRows.Value(organism)], cancellation);
            rows = await ReadAsync(connection, cancellation);
        }

        if (rows is [var (owner, whole, quiet, orders)])
        {
            if (owner != organism)
            {
                throw new InvalidDataException($"it keeps the frontier of another organism ({owner})");
            }

            var scopes = orders == Known.Orders ? Known.Scopes : await ScopesAsync(connection, cancellation);
            Volatile.Write(ref known, new State(scopes, orders, whole, DateTimeOffset.FromUnixTimeMilliseconds(quiet)));
        }
    }

    /// <summary>In a transaction: no order comes before its end.</summary>
    public async Task<Scopes> HoldAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await PostgresRows.DoAsync(connection, "SELECT pg_advisory_xact_lock_shared($1)", [PostgresRows.Value(Orders)], cancellation);
        await LookAsync(connection, cancellation);
        return Known.Scopes;
    }

    /// <summary>In a transaction: nobody takes links before its end.</summary>
    public async Task<Scopes> LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await PostgresRows.DoAsync(connection, "SELECT pg_advisory_xact_lock($1)", [PostgresRows.Value(Orders)], cancellation);
        await LookAsync(connection, cancellation);
        return Known.Scopes;
    }

    /// <summary>In a transaction that has them locked.</summary>
    public static async Task PutAsync(NpgsqlConnection connection, string prefix, ScopeState state, long changed, CancellationToken cancellation)
    {
        await PostgresRows.DoAsync(
            connection,
            "INSERT INTO scope VALUES ($1, $2, $3) ON CONFLICT (prefix) DO UPDATE SET state = excluded.state, changed = excluded.changed",
            [PostgresRows.Value(prefix), PostgresRows.Value((short)state), PostgresRows.Value(changed)],
            cancellation);
        await PostgresRows.DoAsync(connection, "UPDATE frontier SET orders = orders + 1", [], cancellation);
    }

    private static Task<IReadOnlyList<(string Organism, bool Whole, long Quiet, long Orders)>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation) => PostgresRows.ReadAsync(
        connection, "SELECT organism, whole, quiet, orders FROM frontier", [], row => (row.GetString(0), row.GetBoolean(1), row.GetInt64(2), row.GetInt64(3)), cancellation);

    private static async Task<Scopes> ScopesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var scopes = new Scopes();
        foreach (var (prefix, state, changed) in await PostgresRows.ReadAsync(connection, "SELECT prefix, state, changed FROM scope", [], row => (row.GetString(0), (ScopeState)row.GetInt16(1), row.GetInt64(2)), cancellation))
        {
            scopes.Put(prefix, state, changed, default);
        }

        return scopes;
    }

    /// <param name="Orders">Another number after each change of scopes.</param>
    /// <param name="Quiet">No host is leased before.</param>
    internal sealed record State(Scopes Scopes, long Orders, bool IsWhole, DateTimeOffset Quiet);
}
