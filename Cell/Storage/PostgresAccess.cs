namespace Cell.Storage;

/// <summary>How a PostgreSQL server is reached.</summary>
/// <param name="Host">Name, address, or the folder of its socket ("/run/postgresql").</param>
/// <param name="Connections">Of this process at most.</param>
/// <param name="Schema">That all its tables lie in.</param>
/// <param name="Password">Asked at each connection, for it may change; "" when the server wants none.</param>
internal sealed record PostgresAccess(string Host, int Port, string Database, string User, ServerTls Tls, int Connections, string Schema, Func<string> Password)
{
    public override string ToString() => $"PostgreSQL ({Database} at {Host}:{Port})";
}
