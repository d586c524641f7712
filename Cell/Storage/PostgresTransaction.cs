using Npgsql;

namespace Cell.Storage;

internal static class PostgresTransaction
{
    /// <summary>All of it is kept, or nothing.</summary>
    /// <exception cref="IOException">Nothing of it was kept, or it is not known whether it was.</exception>
    public static Task<T> TransactAsync<T>(this PostgresDatabase database, Func<NpgsqlConnection, CancellationToken, Task<T>> change, CancellationToken cancellation) => database.UseAsync(
        async (connection, token) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            var result = await change(connection, token);
            await transaction.CommitAsync(token);
            return result;
        },
        cancellation);

    public static Task<int> DoAsync(this PostgresDatabase database, string sql, NpgsqlParameter[] values, CancellationToken cancellation) =>
        database.UseAsync((connection, token) => PostgresRows.DoAsync(connection, sql, values, token), cancellation);

    public static Task<IReadOnlyList<T>> ReadAsync<T>(this PostgresDatabase database, string sql, NpgsqlParameter[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) =>
        database.UseAsync((connection, token) => PostgresRows.ReadAsync(connection, sql, values, read, token), cancellation);
}
