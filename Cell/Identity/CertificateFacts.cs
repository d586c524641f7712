using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>What a certificate of ours says about its cell, in one extension of an own OID (a UUID arc, ITU-T X.667):
/// <c>SEQUENCE { machine UTF8String, slot INTEGER, roles SEQUENCE OF UTF8String }</c>.</summary>
internal sealed record CertificateFacts(string Machine, int Slot, IReadOnlyList<Role> Roles)
{
    private const string OwnOid = "2.25.204113557271862513206482157930274651193";
    private const int MostBytes = 1024;

    public X509Extension ToExtension()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, Machine);
            writer.WriteInteger(Slot);
            using (writer.PushSequence())
            {
                foreach (var role in Roles)
                {
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, role.ToString().ToLowerInvariant());
                }
            }
        }

        return new X509Extension(OwnOid, writer.Encode(), critical: false);
    }

    /// <summary>Null when there is none, or not exactly one well-formed one.</summary>
    public static CertificateFacts? Of(X509Certificate2 certificate)
    {
        var own = certificate.Extensions.Where(extension => extension.Oid?.Value == OwnOid).ToList();
        if (own is not [{ RawData.Length: <= MostBytes } single])
        {
            return null;
        }

        try
        {
            var whole = new AsnReader(single.RawData, AsnEncodingRules.DER);
            var sequence = whole.ReadSequence();
            whole.ThrowIfNotEmpty();
            var machine = sequence.ReadCharacterString(UniversalTagNumber.UTF8String);
            var slot = (int)sequence.ReadInteger();
            var names = sequence.ReadSequence();
            sequence.ThrowIfNotEmpty();
            var roles = new List<Role>();
            while (names.HasData)
            {
                roles.Add(RoleOf(names.ReadCharacterString(UniversalTagNumber.UTF8String)));
            }

            return new CertificateFacts(machine, slot, roles);
        }
        catch (Exception fault) when (fault is AsnContentException or ArgumentException or OverflowException or CryptographicException)
        {
            return null;
        }
    }

    // Enum.Parse would take "7" and "api,health" as well.
    private static Role RoleOf(string name) => name switch
    {
        "api" => Role.Api,
        "crawler" => Role.Crawler,
        "health" => Role.Health,
        _ => throw new ArgumentException($"{name} is no role."),
    };
}
