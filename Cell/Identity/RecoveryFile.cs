using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>recovery.key: the recovery root's key, and behind it both roots' certificates, working root first. Kept offline, it alone brings the operator's folder back.</summary>
internal static class RecoveryFile
{
    /// <summary>The name in a recovery root's certificate.</summary>
    public static string NameOf(OrganismId organism) => $"{organism} recovery";

    /// <param name="passphrase">Null: in the clear.</param>
    public static byte[] Text(ECDsa key, Passphrase? passphrase, IReadOnlyList<X509Certificate2> roots) =>
        [.. KeyFile.Text(key, passphrase), .. Encoding.ASCII.GetBytes(Pem.Text(roots))];

    /// <summary>Working root first.</summary>
    /// <exception cref="IOException">It does not hold both; names the file.</exception>
    public static IReadOnlyList<X509Certificate2> Roots(string path)
    {
        var roots = PemBlocks.Of(KeyFile.Bytes(path)).Where(block => block.Label == "CERTIFICATE").Select(block => WholeCertificate.Load(path, block.Der)).ToList();
        return roots is [var working, var recovery] && recovery.Subject == $"CN=Cell root {NameOf(OrganismId.Of(Identity.Roots.Spki(working)))}"
            ? roots
            : throw new IOException($"{path} is no recovery file: it must hold the key and behind it the certificates of the working and of the recovery root, as `cell init` wrote them.");
    }
}
