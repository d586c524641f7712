using Npgsql;

namespace Cell.Storage;

/// <summary>Questions to a database's tables, with values that it never reads as SQL.</summary>
internal static class PostgresRows
{
    public static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    /// <summary>One column of many rows: <c>unnest</c> makes rows of several.</summary>
    public static NpgsqlParameter<TValue[]> Column<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> of) => Value(rows.Select(of).ToArray());

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return command;
    }

    public static async Task<int> DoAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] values, CancellationToken cancellation)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, NpgsqlParameter[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = Command(connection, sql, values);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<T>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(read(rows));
        }

        return found;
    }
}
