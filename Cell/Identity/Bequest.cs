using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>Leave for a cell without the role to bear one health cell when none lives any more: the last ones' will, and a ticket with the signatures of most of its
/// heirs. It stands in the daughter's certificate, so that whoever knows the roots alone can judge her.</summary>
/// <param name="Ticket">DSSE envelope as JSON text.</param>
internal sealed record Bequest(SignedWill Will, string Ticket)
{
    private const string OwnOid = "2.25.283190462735108826431907715390462817734";

    // A will of a health cell that came by a will herself holds that one too.
    private const int MostBytes = 32 * 1024;

    // A certificate begins so long before it was signed.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5) + GenomeAdoption.Skew;

    public X509Extension ToExtension() => new(OwnOid, JsonSerializer.SerializeToUtf8Bytes(this, WillJson.Default.Bequest), critical: false);

    /// <summary>Null: the certificate holds none that can be read.</summary>
    public static Bequest? Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions.Where(extension => extension.Oid?.Value == OwnOid).ToList() is not [{ RawData.Length: <= MostBytes } single])
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(single.RawData, WillJson.Default.Bequest) is { Ticket: not null, Will.Envelope: not null } bequest ? bequest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The ticket, if the will is good and enough of its heirs signed; else why not.</summary>
    public (Ticket? Ticket, string Refusal) Read(LineageRules rules)
    {
        var (will, unread) = Will.Read(rules);
        if (will is null)
        {
            return (null, unread);
        }

        if (DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(Ticket)) is not { PayloadType: Identity.Ticket.PayloadType } envelope || Identity.Ticket.Read(envelope.Payload) is not { } ticket)
        {
            return (null, "there is no ticket beside the will");
        }

        var signed = ticket.Expires - Identity.Ticket.Lifetime;
        var signatures = will.Heirs.Count(heir => Dsse.Verifies(envelope, Identity.Ticket.PayloadType, heir.Key));
        return true switch
        {
            _ when ticket.Organism != will.Organism || ticket.Role != Role.Health => (null, "the ticket beside the will is not for a health cell of this organism"),
            _ when ticket.Mother is not { } mother || will.Of(mother) is null => (null, "the will does not name the mother"),
            _ when !will.Seats.Contains(ticket.Machine) => (null, $"the will does not name {ticket.Machine}"),
            _ when signed < will.Issued - GenomeAdoption.Skew || signed > will.Expires + GenomeAdoption.Skew => (null, "the will did not count any more"),
            _ when signatures < will.Needed => (null, $"{signatures} of {will.Heirs.Count} heirs signed; it needs {will.Needed}"),
            _ => (ticket, ""),
        };
    }

    /// <summary>Why a mother without the role may not have borne this health cell; null: she may.</summary>
    public static string? Bars(X509Certificate2 daughter, string mother, CertificateFacts facts, LineageRules rules)
    {
        if (Of(daughter) is not { } bequest)
        {
            return "no will lets her";
        }

        var (ticket, refusal) = bequest.Read(rules);
        var begins = new DateTimeOffset(daughter.NotBefore.ToUniversalTime(), TimeSpan.Zero);
        return true switch
        {
            _ when ticket is null => refusal,
            _ when ticket.Mother.ToString() != mother || ticket.Machine != facts.Machine || !facts.Roles.SequenceEqual([ticket.Role]) => "the will lets another birth be",
            _ when begins > ticket.Expires + Identity.Ticket.GuardDeadline || begins < ticket.Expires - Identity.Ticket.Lifetime - Before => "it was not signed when the will let it",
            _ => null,
        };
    }
}
