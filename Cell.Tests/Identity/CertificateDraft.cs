using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>A certificate as a forger would make it: like a good daughter's or founder's, but for what a test changes.</summary>
internal sealed record CertificateDraft
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    public required string Subject { get; init; }
    public IReadOnlyList<Uri> Uris { get; init; } = [];
    public IReadOnlyList<CertificateFacts> Facts { get; init; } = [];
    public bool Authority { get; init; }
    public int? PathLength { get; init; }
    public IReadOnlyList<string> Usages { get; init; } = [ServerUsage, ClientUsage];
    public DateTimeOffset From { get; init; } = TestClock.Noon.AddMinutes(-5);
    public DateTimeOffset To { get; init; } = TestClock.Noon.AddDays(90);
    public IReadOnlyList<X509Extension> Further { get; init; } = [];

    /// <summary>A good one for a crawler on the first stem machine.</summary>
    public static CertificateDraft Of(OrganismId organism, CellId cell) => new()
    {
        Subject = $"CN={cell}",
        Uris = [CertificateNames.Cell(organism, cell)],
        Facts = [new CertificateFacts(TestGenes.Stem1, 0, [Role.Crawler])],
    };

    public X509Certificate2 SignedBy(X509Certificate2 issuer, ECDsa issuerKey, ECDsa key)
    {
        var request = new CertificateRequest(new X500DistinguishedName(Subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(Authority, PathLength is not null, PathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | (Authority ? X509KeyUsageFlags.KeyCertSign : 0), true));
        if (Usages.Count > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. Usages.Select(usage => new Oid(usage))], false));
        }

        if (Uris.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var uri in Uris)
            {
                names.AddUri(uri);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        foreach (var extension in Facts.Select(facts => facts.ToExtension()).Concat(Further))
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), From, To, RandomNumberGenerator.GetBytes(16).Prepend((byte)1).ToArray());
    }
}
