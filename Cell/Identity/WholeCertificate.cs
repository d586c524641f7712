using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>A certificate from a file. The library decodes its parts only when they are asked for: a damaged one must be found where the file's name is still known.</summary>
internal static class WholeCertificate
{
    /// <param name="bytes">DER or PEM.</param>
    /// <exception cref="IOException">It is none; names the file.</exception>
    public static X509Certificate2 Load(string file, byte[] bytes)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(bytes);
            _ = (certificate.NotBefore, certificate.NotAfter, certificate.SerialNumber, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), Roots.Spki(certificate));
            return certificate;
        }
        catch (CryptographicException fault)
        {
            throw new IOException($"{file} holds a certificate that cannot be read: {fault.Message}", fault);
        }
    }
}
