using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Who this process is: what it is from its start, and a certificate that may be renewed while it runs.</summary>
internal sealed class CellSelf(LivingIdentity identity, CellFacts start)
{
    private CellFacts held = start;

    public LivingIdentity Identity => identity;

    /// <summary>Certificate chain and key, as they are now.</summary>
    public CellCredentials Credentials => identity.Now;

    public CellFacts Facts => Volatile.Read(ref held).Under(identity.Now.Identity);

    /// <summary>Until the process starts anew it has this role no more.</summary>
    public void Drop(Role role) => Volatile.Write(ref held, held with { Roles = [.. held.Roles.Where(other => other != role)] });

    public CellId Id => identity.Now.Identity.Id ?? throw new InvalidOperationException("A cell's certificate names a cell.");
}
