using Cell.Storage;

namespace Cell.Genome;

internal enum StoreKind
{
    /// <summary>Each API its own copy, on its own disk.</summary>
    Embedded,
    /// <summary>One database that APIs share.</summary>
    Postgres,
}

/// <summary>Where pages are kept. The password: secrets.json, "api": store.password.</summary>
/// <param name="Host">Of the PostgreSQL server, or the folder of its socket; "" only where pages are embedded.</param>
/// <param name="Connections">Of one API at most.</param>
internal sealed record StoreGenes(StoreKind Kind, string Host, int Port, string Database, string User, ServerTls Tls, int Connections)
{
    public static StoreGenes Read(GenesSection section)
    {
        var store = new StoreGenes(
            Enum.Parse<StoreKind>(section.Text("kind", "embedded", "\"embedded\" or \"postgres\"", text => text is "embedded" or "postgres"), ignoreCase: true),
            section.Text("host", "", "a host name or address, or the folder of a socket like \"/run/postgresql\"", IsServer),
            section.Number("port", 5432, 1, 65535),
            section.Text("database", "cell", "a name of 1 to 63 letters, digits, '_' and '-'", GenesRules.IsDatabaseName),
            section.Text("user", "cell", "a name of 1 to 63 letters, digits, '_' and '-'", GenesRules.IsDatabaseName),
            Enum.Parse<ServerTls>(section.Text("tls", "verify", "\"verify\", \"require\" or \"off\"", text => text is "verify" or "require" or "off"), ignoreCase: true),
            section.Number("connections", 16, PostgresDatabase.LeastConnections, 1000));
        if (store is { Kind: StoreKind.Postgres, Host: "" })
        {
            section.Fault("host", "is needed where kind is \"postgres\": a host name or address, or the folder of a socket like \"/run/postgresql\".");
        }

        section.Done();
        return store;
    }

    public IEnumerable<(string Key, string Value)> Lines(Func<string, string> orNothing) =>
    [
        ("store.kind", Kind.ToString().ToLowerInvariant()),
        ("store.host", orNothing(Host)),
        ("store.port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("store.database", Database),
        ("store.user", User),
        ("store.tls", Tls.ToString().ToLowerInvariant()),
        ("store.connections", Connections.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static bool IsServer(string text) => GenesRules.IsPlainHost(text) || (text.StartsWith('/') && text.Length <= 100 && !text.Any(char.IsControl));
}
