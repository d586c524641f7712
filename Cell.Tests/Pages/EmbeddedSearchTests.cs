namespace Cell.Pages;

internal sealed class EmbeddedSearchTests : SearchTests
{
    protected override TestPages Open() => new();
}
