using System.Security.Cryptography;
using System.Text;
using Cell.Storage;

namespace Cell.Pages;

/// <summary>Stores of pages in a PostgreSQL server, each in a schema of its own.</summary>
internal static class TestPostgres
{
    public const string Organism = "test";

    public static TestPages Open(PostgresServer server) => new(folder => Store(server, SchemaOf(folder)));

    public static PostgresPages Store(PostgresServer server, string schema) => new(server.Access(schema), Organism, "here", TimeProvider.System);

    public static string SchemaOf(string folder) => "t" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
}
