using NUnit.Framework;

namespace Cell.Pages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EmbeddedPagesTests : PageStoreTests
{
    protected override TestPages Open() => new();
}
