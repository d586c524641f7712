using System.Collections.Immutable;
using Cell.Storage;
using Npgsql;

namespace Cell.Pages;

/// <summary>The figures of a shared store at one moment.</summary>
/// <param name="Origin">Empty: not known yet.</param>
internal sealed record PostgresState(Guid Origin, long Last, long Count, long Emitted, ImmutableDictionary<Guid, long> Heads)
{
    public static readonly PostgresState Unknown = new(Guid.Empty, 0, 0, 0, ImmutableDictionary<Guid, long>.Empty);

    /// <exception cref="InvalidDataException">The database is another organism's.</exception>
    public static async Task<PostgresState> ReadAsync(NpgsqlConnection connection, string organism, string frontier, CancellationToken cancellation)
    {
        if (await OwnAsync(connection, organism, frontier, cancellation) is { } known)
        {
            return known;
        }

        await using (var found = PostgresRows.Command(connection, "INSERT INTO store (organism, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING", PostgresRows.Value(organism), PostgresRows.Value(Guid.CreateVersion7())))
        {
            await found.ExecuteNonQueryAsync(cancellation);
        }

        return await OwnAsync(connection, organism, frontier, cancellation) ?? Unknown;
    }

    private static async Task<PostgresState?> OwnAsync(NpgsqlConnection connection, string organism, string frontier, CancellationToken cancellation)
    {
        var own = await PostgresRows.ReadAsync(
            connection,
            "SELECT organism, origin, last, live, coalesce((SELECT seq FROM emission WHERE frontier = $1), 0) FROM store",
            [PostgresRows.Value(frontier)],
            row => (Organism: row.GetString(0), State: new PostgresState(row.GetGuid(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), ImmutableDictionary<Guid, long>.Empty)),
            cancellation);
        if (own is [])
        {
            return null;
        }

        if (own[0].Organism != organism)
        {
            throw new InvalidDataException($"it keeps the pages of another organism ({own[0].Organism})");
        }

        var heads = await PostgresRows.ReadAsync(connection, "SELECT origin, seq FROM head", [], row => KeyValuePair.Create(row.GetGuid(0), row.GetInt64(1)), cancellation);
        return own[0].State with { Heads = heads.ToImmutableDictionary() };
    }
}
