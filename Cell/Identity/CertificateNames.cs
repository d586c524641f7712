using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>The URI in the subject alternative name, SPIFFE-style: <c>spiffe://organism/cell/id</c> or <c>spiffe://organism/operator/name</c>.</summary>
internal static class CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    public static Uri Cell(OrganismId organism, CellId cell) => new($"spiffe://{organism}/cell/{cell}");

    public static Uri Operator(OrganismId organism, string name) => new($"spiffe://{organism}/operator/{name}");

    /// <summary>Null unless there is exactly one name and it is a URI.</summary>
    public static Uri? Of(X509Certificate2 certificate)
    {
        var extensions = certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName).ToList();
        if (extensions is not [var single])
        {
            return null;
        }

        try
        {
            var names = new AsnReader(single.RawData, AsnEncodingRules.DER).ReadSequence();
            var text = names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);
            return !names.HasData && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "spiffe" ? uri : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
