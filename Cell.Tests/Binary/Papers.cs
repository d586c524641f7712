using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Binary;

/// <summary>What somebody at the tissue port shows: a key and the chain over it.</summary>
/// <param name="Chain">Leaf first, without the root.</param>
internal sealed record Papers(ECDsa Key, IReadOnlyList<X509Certificate2> Chain)
{
    private const int Generations = 64;

    public SslStreamCertificateContext Shown()
    {
        using var pair = Chain[0].CopyWithPrivateKey(Key);
        return SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null), [.. Chain.Skip(1)], offline: true);
    }

    /// <summary>A founder crawler of the organism, signed by the root key in the folder.</summary>
    public static Papers Good(OperatorFolder folder, CellId cell, int slot, DateTimeOffset now) => Signed(folder.UnlockRoot(), cell, slot, now);

    /// <summary>All as it should be, but for the root key.</summary>
    public static Papers OfAnotherOrganism(DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Signed(new Signer(Issuer.Root(key, "another", now), key, []), CellId.New(TimeProvider.System), 5, now);
    }

    /// <summary>The names and extensions of a good one, signed by its own key.</summary>
    public static Papers SelfSigned(Papers good, DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Copy(good, key);
        using var signed = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        return new Papers(key, [X509CertificateLoader.LoadCertificate(signed.RawData)]);
    }

    /// <summary>Names a place from which its issuer's certificate can be had.</summary>
    public static Papers PointingAt(string issuerUrl, Papers good, DateTimeOffset now)
    {
        using var unknown = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Copy(good, key);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuerUrl]));
        var serial = RandomNumberGenerator.GetBytes(16);
        return new Papers(key, [request.Create(new X500DistinguishedName("CN=Unknown"), X509SignatureGenerator.CreateForECDsa(unknown), now.AddMinutes(-5), now.AddDays(1), serial)]);
    }

    private static Papers Signed(Signer root, CellId cell, int slot, DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new Papers(key, [Issuer.Founder(root, new PublicKey(key), cell, new CertificateFacts(Habitat.Host, slot, [Role.Crawler]), Generations, now)]);
    }

    private static CertificateRequest Copy(Papers good, ECDsa key)
    {
        var request = new CertificateRequest(good.Chain[0].SubjectName, key, HashAlgorithmName.SHA256);
        foreach (var extension in good.Chain[0].Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request;
    }
}
