using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>Is a chain on a list? By names alone: for who has neither genome nor roster, and where a lie could only harm the liar. Pure.</summary>
internal static class RevokedChain
{
    /// <param name="chain">PEM, leaf first.</param>
    /// <param name="list">DSSE envelope.</param>
    /// <param name="roots">PEM, the pinned ones, working root first.</param>
    /// <returns>Why it is out; null: it is not, or one of the three cannot be read.</returns>
    public static string? Of(string chain, byte[] list, string roots)
    {
        try
        {
            return Of(Pem.Read(chain), list, Pem.Read(roots));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string? Of(IReadOnlyList<X509Certificate2> chain, byte[] list, IReadOnlyList<X509Certificate2> roots)
    {
        // Adopted by the daemon or brought at birth: its date was judged there, by a clock that was right then.
        if (chain.Count == 0 || roots.Count == 0
            || RevocationList.Verify(Revocations.None, list, OrganismId.Of(Roots.Spki(roots[0])), roots, DateTimeOffset.MaxValue - GenomeAdoption.Skew).Adopted is not { } revoked)
        {
            return null;
        }

        var root = roots.FirstOrDefault(root => root.SubjectName.RawData.AsSpan().SequenceEqual(chain[^1].IssuerName.RawData));
        return chain.Select(link => revoked.Of(RevokedKind.Cell, link.GetNameInfo(X509NameType.SimpleName, forIssuer: false))).FirstOrDefault(reason => reason is not null)
            ?? (root is null ? null : revoked.Of(RevokedKind.Root, Roots.KeyId(root)));
    }
}
