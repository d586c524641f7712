using Npgsql;

namespace Cell.Storage;

/// <summary>The tables of a database, made step by step. A step that was taken stands in the table <c>migration</c>; whoever comes second waits for the
/// first, so that many cells may start at once.</summary>
/// <param name="steps">In their order, for ever: number 1 is the first.</param>
internal sealed class PostgresMigrations(string schema, IReadOnlyList<string> steps)
{
    // Of the advisory lock; any number, the same for all executables.
    private const long Lock = 0x63656C6C;

    /// <exception cref="InvalidDataException">A newer executable made the tables.</exception>
    public async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await DoAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation);
        await DoAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE IF NOT EXISTS {schema}.migration (number int PRIMARY KEY, taken timestamptz NOT NULL DEFAULT now())", cancellation);
        var taken = await TakenAsync(connection, cancellation);
        if (taken > steps.Count)
        {
            throw new InvalidDataException($"A newer executable made its tables (step {taken}, this one knows {steps.Count}): upgrade this cell.");
        }

        for (var number = taken + 1; number <= steps.Count; number++)
        {
            await DoAsync(connection, steps[number - 1], cancellation);
            await DoAsync(connection, $"INSERT INTO migration (number) VALUES ({number})", cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static async Task<int> TakenAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(number), 0) FROM migration", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!; // an aggregate has a row
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
