using Npgsql;

namespace Cell.Bench;

/// <summary>PostgreSQL's full text as its manual does it: one table, weights, a GIN index, ts_rank, address and title of the first ten; with snippets, also
/// their ts_headline. PGHOST names the server.</summary>
internal static class PlainPostgres
{
    private const string Best = "SELECT url, title, body FROM page, plainto_tsquery('english', $1) AS asked WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT 10";

    public static void Fill(int pages)
    {
        using var connection = Connect();
        Run(connection, "CREATE TABLE raw (url text, title text, body text)");
        using (var rows = connection.BeginBinaryImport("COPY raw FROM STDIN (FORMAT BINARY)"))
        {
            for (var number = 0; number < pages; number++)
            {
                var page = MadePage.Number(number);
                rows.WriteRow(page.Url, page.Title, page.Text);
            }

            rows.Complete();
        }

        Run(connection, "CREATE TABLE page AS SELECT url, title, body, setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body) AS words FROM raw; DROP TABLE raw");
        Run(connection, "CREATE INDEX ON page USING gin (words)");
        Run(connection, "VACUUM ANALYZE page");
    }

    public static Func<string, Task<int>> Open(bool snippets)
    {
        var query = $"SELECT url, title{(snippets ? ", ts_headline('english', body, plainto_tsquery('english', $1))" : "")} FROM ({Best}) AS best";
        var source = NpgsqlDataSource.Create(Settings());
        return async question =>
        {
            await using var command = source.CreateCommand(query);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = question });
            await using var rows = await command.ExecuteReaderAsync();
            var found = 0;
            while (await rows.ReadAsync())
            {
                found += rows.GetString(0).Length > 0 ? 1 : 0;
            }

            return found;
        };
    }

    private static NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(Settings());
        connection.Open();
        return connection;
    }

    private static string Settings() => $"Host={Environment.GetEnvironmentVariable("PGHOST")};Username=postgres;Database=postgres;Command Timeout=0;Max Auto Prepare=10;Auto Prepare Min Usages=2";

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
