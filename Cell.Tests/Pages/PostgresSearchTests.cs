using Cell.Storage;
using NUnit.Framework;

namespace Cell.Pages;

[Category("Server")]
internal sealed class PostgresSearchTests : SearchTests
{
    protected override TestPages Open() => TestPostgres.Open(PostgresServer.Shared);
}

[Category("Server")]
internal sealed class PostgresStemmedSearchTests : StemmedSearchTests
{
    protected override TestPages Open() => TestPostgres.Open(PostgresServer.Shared);
}

[FixtureLifeCycle(LifeCycle.InstancePerTestCase), Category("Server")]
internal sealed class PostgresLinkedTextTests : LinkedTextTests
{
    protected override TestPages Open() => TestPostgres.Open(PostgresServer.Shared);
}

[Category("Server")]
internal sealed class PostgresSpellingTests : SpellingTests
{
    protected override TestPages Open() => TestPostgres.Open(PostgresServer.Shared);
}
