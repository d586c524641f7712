using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Who this process is: what it is from its start, and a certificate that may be renewed while it runs.</summary>
internal sealed class CellSelf(LivingIdentity identity, CellFacts start)
{
    public LivingIdentity Identity => identity;

    /// <summary>Certificate chain and key, as they are now.</summary>
    public CellCredentials Credentials => identity.Now;

    public CellFacts Facts => start.Under(identity.Now.Identity);

    public CellId Id => identity.Now.Identity.Id ?? throw new InvalidOperationException("A cell's certificate names a cell.");
}
