using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>An organism's two roots: the working one first, the recovery one second.</summary>
internal static class Roots
{
    /// <summary>Those whose word still counts.</summary>
    public static IEnumerable<X509Certificate2> Good(IReadOnlyList<X509Certificate2> roots, Revocations revoked) =>
        roots.Where(root => revoked.Of(RevokedKind.Root, KeyId(root)) is null);

    /// <summary>By the key id in the envelope, which was verified when it was adopted.</summary>
    public static string SignerOf(byte[] envelope, IReadOnlyList<X509Certificate2> roots) =>
        DsseEnvelope.FromJson(envelope)?.Signatures.Any(signature => signature.Keyid == KeyId(roots[0])) == true ? "root" : "recovery root";

    public static byte[] Spki(X509Certificate2 root) => root.PublicKey.ExportSubjectPublicKeyInfo();

    public static string KeyId(X509Certificate2 root) => Dsse.KeyId(Spki(root));
}
