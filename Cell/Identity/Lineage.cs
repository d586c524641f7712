using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>What a chain is judged by.</summary>
/// <param name="Remote">Where it speaks from; null: not judged (a chain at rest).</param>
/// <param name="MayHold">False if the roster knows another certificate at its machine and slot, and this one does not renew it.</param>
internal sealed record LineageRules(
    OrganismId Organism, IReadOnlyList<X509Certificate2> Roots, Genes Genes, Revocations Revoked, DateTimeOffset Now, IPAddress? Remote, Func<CellIdentity, bool> MayHold)
{
    /// <summary>Only the line counts, for what was signed once: its machine may not be in the pool any more.</summary>
    public bool AtRest { get; init; }
}

internal abstract record LineageVerdict
{
    public sealed record Accepted(CellIdentity Identity) : LineageVerdict;

    public sealed record Refused(string Reason) : LineageVerdict
    {
        /// <summary>Whose chain of the organism it was; "": it was none.</summary>
        public string Known { get; init; } = "";
    }
}

/// <summary>Judges a certificate chain as a line of descent, link by link. The library's verdict is not enough: a CA under pathLen 0
/// passes there as an end entity, and self-issued intermediates do not count (RFC 5280, 6.1.4). Pure.</summary>
internal static class Lineage
{
    private const int MostFounderSlots = 10;

    /// <param name="presented">Leaf first; the root may stand at its end or be left out.</param>
    public static LineageVerdict Check(IReadOnlyList<X509Certificate2> presented, LineageRules rules)
    {
        try
        {
            var reason = Judge(presented, rules, out var identity);
            return reason is null ? new LineageVerdict.Accepted(identity!) : new LineageVerdict.Refused(reason) { Known = identity?.Name ?? "" }; // no reason: an identity was read
        }
        catch (Exception fault) when (fault is CryptographicException or NotSupportedException)
        {
            // Extensions are decoded when they are asked for: a stranger's leaf may hold anything.
            return new LineageVerdict.Refused($"a certificate that cannot be read: {fault.Message}");
        }
    }

    private static string? Judge(IReadOnlyList<X509Certificate2> presented, LineageRules rules, out CellIdentity? identity)
    {
        identity = null;
        var chain = presented.Where(link => !rules.Roots.Any(root => root.RawData.AsSpan().SequenceEqual(link.RawData))).ToList();
        if (chain.Count == 0)
        {
            return "no certificate below the root";
        }

        if (chain.Count > rules.Genes.Limits.Generations + 1)
        {
            return $"{chain.Count} links: more than limits.generations allows";
        }

        if (rules.Roots.FirstOrDefault(root => IsSignedBy(chain[^1], root)) is not { } anchor)
        {
            return "not signed by a root of this organism";
        }

        if (Links(chain, rules) is { } broken)
        {
            return broken;
        }

        if (Read(chain, rules) is not { } read)
        {
            return "its names are not those of a cell or an operator of this organism";
        }

        identity = read with { Begins = new DateTimeOffset(chain[0].NotBefore.ToUniversalTime(), TimeSpan.Zero), Ancestors = [.. chain.Skip(1).Select(NameOf)], Root = Identity.Roots.KeyId(anchor), Key = chain[0].PublicKey.ExportSubjectPublicKeyInfo() };
        return rules.Revoked.Strikes(identity) ?? (identity.IsOperator || rules.AtRest ? null : Place(identity, chain, rules));
    }

    private static string? Links(List<X509Certificate2> chain, LineageRules rules)
    {
        for (var at = chain.Count - 1; at >= 0; at--)
        {
            var link = chain[at];
            var generation = chain.Count - 1 - at;
            if (link.NotBefore.ToUniversalTime() > rules.Now.UtcDateTime || link.NotAfter.ToUniversalTime() < rules.Now.UtcDateTime)
            {
                return $"the certificate of generation {generation} is valid from {link.NotBefore.ToUniversalTime():u} to {link.NotAfter.ToUniversalTime():u}, not now";
            }

            if (!IsForBothEnds(link))
            {
                return $"the certificate of generation {generation} is not for client and server";
            }

            if (at < chain.Count - 1 && Daughter(chain[at + 1], link, generation, rules) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? Daughter(X509Certificate2 mother, X509Certificate2 daughter, int generation, LineageRules rules)
    {
        var motherBears = Bears(mother);
        var daughterBears = Bears(daughter);
        var motherRoles = CertificateFacts.Of(mother)?.Roles ?? [];
        var facts = CertificateFacts.Of(daughter) ?? new CertificateFacts("", 0, []);
        return true switch
        {
            _ when motherBears is null => $"the mother of generation {generation} may not bear",
            _ when !IsSignedBy(daughter, mother) => $"generation {generation} is not signed by the certificate above it",
            _ when daughter.SubjectName.RawData.AsSpan().SequenceEqual(mother.SubjectName.RawData) => $"generation {generation} is self-issued",
            _ when motherBears == 0 && SaysItBears(daughter) => $"generation {generation} may not bear, but says so",
            _ when motherBears > 0 && daughterBears != motherBears - 1 => $"the path length of generation {generation} is not exactly one lower than its mother's",
            _ when daughter.NotAfter > mother.NotAfter || daughter.NotBefore < mother.NotBefore => $"generation {generation} is valid for longer than its mother",
            _ when !motherRoles.Contains(Role.Health) && facts.Roles.Any(role => !motherRoles.Contains(role)) && Bequest.Bars(daughter, NameOf(mother), facts, rules) is { } bar =>
                $"generation {generation} has a role that its mother has not, and {bar}",
            _ => null,
        };
    }

    private static CellIdentity? Read(List<X509Certificate2> chain, LineageRules rules)
    {
        var leaf = chain[0];
        var uri = CertificateNames.Of(leaf);
        var name = NameOf(leaf);
        if (uri?.Host != rules.Organism.Value || leaf.Subject != $"CN={name}")
        {
            return null;
        }

        var ends = new DateTimeOffset(leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        if (IsExactly(uri, CertificateNames.Operator(rules.Organism, name)) && chain.Count == 1 && Bears(leaf) is null && CertificateFacts.Of(leaf) is null)
        {
            return new CellIdentity(null, name, rules.Organism, "", 0, [], 0, leaf.SerialNumber, ends);
        }

        return CellId.TryParse(name, out var id) && IsExactly(uri, CertificateNames.Cell(rules.Organism, id)) && CertificateFacts.Of(leaf) is { } facts
            ? new CellIdentity(id, name, rules.Organism, facts.Machine, facts.Slot, facts.Roles, chain.Count - 1, leaf.SerialNumber, ends)
            : null;
    }

    private static string NameOf(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    // Uri's own equality leaves out fragment and user.
    private static bool IsExactly(Uri one, Uri other) => one.OriginalString == other.OriginalString;

    private static string? Place(CellIdentity identity, List<X509Certificate2> chain, LineageRules rules)
    {
        var machine = rules.Genes.Pool.Machines.FirstOrDefault(entry => entry.Host == identity.Machine);
        var founder = chain.Count == 1 && machine is { Founder: true };
        return true switch
        {
            _ when machine is null => $"its machine {identity.Machine} is not in the signed pool",
            _ when (founder ? identity.Slot is < 0 or >= MostFounderSlots : identity.Slot != 0) => $"slot {identity.Slot} is not for this kind of cell",
            _ when machine.Founder && !founder => $"{identity.Machine} is a box of founder cells: nobody is born there",
            _ when rules.Remote is { } remote && !Speaks(machine, remote) => $"cell {identity.Name} speaks from {remote}, which is not an address of {identity.Machine}",
            _ when !rules.MayHold(identity) => $"another certificate is the roster's one for {identity.Machine} slot {identity.Slot}",
            _ => null,
        };
    }

    public static bool Speaks(PoolMachine machine, IPAddress remote)
    {
        var address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        return machine.Addresses.Any(network => network.Contains(address));
    }

    /// <summary>Generations that may still follow; null: it may not bear.</summary>
    internal static int? Bears(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().ToList() is [{ CertificateAuthority: true, HasPathLengthConstraint: true } single] ? single.PathLengthConstraint : null;

    /// <summary>That may follow the leaf, of those that its mother and the genome's limits.generations leave it.</summary>
    public static int GenerationsLeft(X509Certificate2 leaf, int generation, int limit) => Bears(leaf) is { } path ? Math.Max(0, Math.Min(path + 1, limit - generation)) : 0;

    private static bool SaysItBears(X509Certificate2 certificate) => certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    private static bool IsForBothEnds(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().ToList() is [var usage]
        && usage.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value).Order(StringComparer.Ordinal).SequenceEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData))
        {
            return false;
        }

        try
        {
            using var key = issuer.GetECDsaPublicKey();
            return key is not null && SignatureOf(certificate.RawData, out var signed, out var signature)
                && key.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception fault) when (fault is CryptographicException or System.Formats.Asn1.AsnContentException)
        {
            return false;
        }
    }

    // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm ecdsa-with-SHA256, signatureValue BIT STRING }
    private static bool SignatureOf(byte[] der, out ReadOnlyMemory<byte> signed, out byte[] signature)
    {
        var certificate = new System.Formats.Asn1.AsnReader(der, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        signed = certificate.ReadEncodedValue();
        var algorithm = certificate.ReadSequence().ReadObjectIdentifier();
        signature = certificate.ReadBitString(out _);
        return algorithm == "1.2.840.10045.4.3.2";
    }
}
