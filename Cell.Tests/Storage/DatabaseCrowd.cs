using Npgsql;

namespace Cell.Storage;

/// <summary>Clients of the database that do nothing but stay.</summary>
internal sealed class DatabaseCrowd(NpgsqlDataSource source) : IAsyncDisposable
{
    private readonly List<NpgsqlConnection> inside = [];

    public static async Task<DatabaseCrowd> EnterAsync(PostgresServer server, int count)
    {
        var access = server.Access("cell");
        var settings = new NpgsqlConnectionStringBuilder { Host = access.Host, Port = access.Port, Username = access.User, Database = access.Database, Password = access.Password(), MaxPoolSize = count };
        var crowd = new DatabaseCrowd(NpgsqlDataSource.Create(settings));
        for (var number = 0; number < count; number++)
        {
            crowd.inside.Add(await crowd.OpenAsync());
        }

        return crowd;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in inside)
        {
            await connection.DisposeAsync();
        }

        await source.DisposeAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync() => await source.OpenConnectionAsync();
}
