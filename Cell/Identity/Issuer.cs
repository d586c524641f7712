using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>A key that signs certificates, and the chain that says so: root's, or a mother's.</summary>
/// <param name="Chain">Leaf first, without the root; empty for root itself.</param>
internal sealed record Signer(X509Certificate2 Certificate, ECDsa Key, IReadOnlyList<X509Certificate2> Chain)
{
    /// <summary>Of a root: whose it is; null: it is the working root, whose key names the organism.</summary>
    public OrganismId? Organism { get; init; }

    /// <summary>What lets a mother bear a health cell though she is none; it stands in what she signs. Null: her own right is enough.</summary>
    public Bequest? Bequest { get; init; }
}

/// <summary>Makes certificates after the profile of the design's section 16. A daughter can do less than her mother.</summary>
internal static class Issuer
{
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RootLife = TimeSpan.FromDays(20 * 365);
    private static readonly TimeSpan FounderLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan DaughterLife = TimeSpan.FromDays(180);

    private static readonly Oid Server = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid Client = new("1.3.6.1.5.5.7.3.2");

    public static X509Certificate2 Root(ECDsa key, string name, DateTimeOffset now)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN=Cell root {name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        using var signed = request.CreateSelfSigned(now - Backdated, now + RootLife);
        return X509CertificateLoader.LoadCertificate(signed.RawData);
    }

    /// <summary>What root bears: generation 0, able to bear down to <paramref name="generations"/>.</summary>
    public static X509Certificate2 Founder(Signer root, PublicKey key, CellId cell, CertificateFacts facts, int generations, DateTimeOffset now) =>
        Sign(root, key, cell.ToString(), CertificateNames.Cell(OrganismOf(root), cell), facts, generations - 1, now, now + FounderLife);

    /// <summary>A living cell's key, signed again by root for the place and roles that it has. It begins after the certificate that it takes the place of:
    /// one second is what a certificate can tell, and the mother's clock may have been ahead.</summary>
    public static X509Certificate2 Renewed(Signer root, PublicKey key, CellIdentity held, int generations, DateTimeOffset now)
    {
        var after = held.Begins + Backdated + TimeSpan.FromSeconds(1);
        var cell = held.Id ?? throw new ArgumentException("Only a cell is renewed.", nameof(held));
        return Founder(root, key, cell, new CertificateFacts(held.Machine, held.Slot, held.Roles), generations, now > after ? now : after);
    }

    public static X509Certificate2 Operator(Signer root, PublicKey key, string name, DateTimeOffset now) =>
        Sign(root, key, name, CertificateNames.Operator(OrganismOf(root), name), null, null, now, now + FounderLife);

    /// <summary>One generation lower than the mother, and never for longer. The generation that may not bear is no CA.</summary>
    /// <exception cref="InvalidOperationException">The mother is of the last generation: her certificate signs nothing.</exception>
    public static X509Certificate2 Daughter(Signer mother, OrganismId organism, PublicKey key, CellId cell, CertificateFacts facts, DateTimeOffset now)
    {
        var constraints = mother.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        if (!constraints.CertificateAuthority)
        {
            throw new InvalidOperationException("The mother is of the last generation: she cannot bear.");
        }

        var end = new DateTimeOffset(mother.Certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        var least = new DateTimeOffset(mother.Certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero);
        var from = now - Backdated < least ? least : now - Backdated;
        var to = now + DaughterLife < end ? now + DaughterLife : end;
        return Sign(mother, key, cell.ToString(), CertificateNames.Cell(organism, cell), facts, constraints.PathLengthConstraint - 1, from + Backdated, to);
    }

    public static OrganismId OrganismOf(Signer root) => root.Organism ?? OrganismId.Of(root.Certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <param name="pathLength">Null or below 0: no CA.</param>
    private static X509Certificate2 Sign(Signer signer, PublicKey key, string name, Uri uri, CertificateFacts? facts, int? pathLength, DateTimeOffset now, DateTimeOffset end)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), key, HashAlgorithmName.SHA256);
        var bears = pathLength is >= 0;
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(bears, bears, bears ? pathLength!.Value : 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | (bears ? X509KeyUsageFlags.KeyCertSign : 0), true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([Server, Client], false));
        var alternative = new SubjectAlternativeNameBuilder();
        alternative.AddUri(uri);
        request.CertificateExtensions.Add(alternative.Build());
        if (facts is not null)
        {
            request.CertificateExtensions.Add(facts.ToExtension());
        }

        if (signer.Bequest is { } bequest)
        {
            request.CertificateExtensions.Add(bequest.ToExtension());
        }

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return request.Create(signer.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(signer.Key), now - Backdated, end, serial);
    }
}
