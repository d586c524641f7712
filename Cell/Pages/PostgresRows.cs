using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>Questions to the tables, and pages out of their rows.</summary>
internal static class PostgresRows
{
    public const string Select = "SELECT text, rest FROM page ";

    public static CrawledPage Read(NpgsqlDataReader row) => PackedPage.Read(row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1));

    public static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return command;
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
