using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cell.Identity;

/// <summary>A person's certificate and key, as they are handed over.</summary>
/// <param name="KeyPem">In the clear: it is renewed each year and revoked when lost.</param>
internal sealed record OperatorPapers(OperatorEntry Entry, byte[] KeyPem, byte[] CertificatePem)
{
    public static OperatorPapers Issue(Signer root, string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = Issuer.Operator(root, new PublicKey(key), name, now);
        return new OperatorPapers(EntryOf(certificate, now), KeyFile.Text(key, null), Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));
    }

    public static OperatorEntry EntryOf(X509Certificate2 certificate, DateTimeOffset issued) => new(
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), certificate.SerialNumber, issued, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero));
}
