using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>What a cell or an operator proves itself with.</summary>
/// <param name="Chain">Leaf first, without the root.</param>
/// <param name="Roots">Whose word counts.</param>
internal sealed record CellCredentials(CellIdentity Identity, ECDsa Key, IReadOnlyList<X509Certificate2> Chain, IReadOnlyList<X509Certificate2> Roots)
{
    public X509Certificate2 Leaf => Chain[0];

    public Signer AsSigner => new(Leaf, Key, Chain);
}
