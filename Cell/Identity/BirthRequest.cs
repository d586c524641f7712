using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>A daughter's request: PKCS#10 (RFC 2986) with nothing but her key, signed by it.</summary>
internal static class BirthRequest
{
    private const string P256 = "1.2.840.10045.3.1.7";

    public static byte[] Create(ECDsa key) => new CertificateRequest("CN=daughter", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>The key, if the request is signed by it and it is a P-256 key; else null.</summary>
    public static PublicKey? KeyOf(byte[] request)
    {
        try
        {
            var read = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256);
            using var key = read.PublicKey.GetECDsaPublicKey();
            return key?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? read.PublicKey : null;
        }
        catch (Exception fault) when (fault is CryptographicException or NotSupportedException)
        {
            return null;
        }
    }
}
