using Cell.Storage;
using NUnit.Framework;

namespace Cell.Pages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase), Category("Server")]
internal sealed class PostgresPagesTests : PageStoreTests
{
    protected override TestPages Open() => TestPostgres.Open(PostgresServer.Shared);
}
