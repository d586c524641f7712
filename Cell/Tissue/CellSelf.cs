using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Who this process is.</summary>
/// <param name="Credentials">Certificate chain and key.</param>
internal sealed record CellSelf(CellCredentials Credentials, CellFacts Facts)
{
    public CellId Id => Credentials.Identity.Id ?? throw new InvalidOperationException("A cell's certificate names a cell.");
}
