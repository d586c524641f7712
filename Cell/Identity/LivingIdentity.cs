using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>The identity that a running cell lives by: its chain is replaced as a whole when root has renewed it, kept on disk first. The key stays.</summary>
internal sealed class LivingIdentity(IdentityFolder folder, CellCredentials start)
{
    private readonly Lock gate = new();
    private volatile CellCredentials held = start;

    public CellCredentials Now => held;

    /// <summary>Raised after a renewed chain is lived by: what was opened with the old one is to be opened anew.</summary>
    public event Action? Renewed;

    /// <summary>Asks root to sign the key that is held.</summary>
    public byte[] Request() => BirthRequest.Create(held.Key);

    /// <summary>Judges a chain, and lives by it from now on if it renews the one that is held.</summary>
    /// <returns>"" when it is lived by or held already, else why not.</returns>
    /// <exception cref="IOException">It could not be kept: the old one goes on.</exception>
    public string Offer(IReadOnlyList<X509Certificate2> chain, LineageRules rules)
    {
        lock (gate)
        {
            switch (Renewal.Judge(held, chain, rules with { Roots = held.Roots }))
            {
                case RenewalVerdict.Refused(var reason):
                    return reason;
                case RenewalVerdict.Renewed(var next):
                    folder.WriteChain(next.Chain);
                    held = next;
                    break;
                default:
                    return "";
            }
        }

        Renewed?.Invoke();
        return "";
    }
}
