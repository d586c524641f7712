using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Tickets as DSSE envelopes, signed with a keeper's or the root's key.</summary>
internal static class TicketSigning
{
    public static string Sign(Ticket ticket, ECDsa key) =>
        Encoding.UTF8.GetString(Dsse.Sign(Ticket.PayloadType, ticket.ToJson(), key).ToJson());

    /// <summary>One more signature over the same bytes.</summary>
    public static string Cosign(string envelope, ECDsa key)
    {
        var known = DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope)) ?? throw new RefusedException("The proposal is no envelope.");
        var own = Dsse.Sign(Ticket.PayloadType, known.Payload, key);
        return Encoding.UTF8.GetString((known with { Signatures = [.. known.Signatures, .. own.Signatures] }).ToJson());
    }

    /// <summary>A proposal with the signature that each of the others added to it, and nothing else of theirs.</summary>
    public static string Join(string proposal, IEnumerable<string> cosigned)
    {
        var known = DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(proposal)) ?? throw new RefusedException("The proposal is no envelope.");
        var added = cosigned.Select(envelope => DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope))?.Signatures is [.., var last] ? last : null).OfType<DsseSignature>();
        return Encoding.UTF8.GetString((known with { Signatures = [.. known.Signatures, .. added] }).ToJson());
    }

    /// <summary>What stands in it, whoever signed it; null: no ticket does.</summary>
    public static Ticket? Look(string envelope) =>
        DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope)) is { PayloadType: Ticket.PayloadType } read ? Ticket.Read(read.Payload) : null;

    /// <summary>The keys of those that signed it.</summary>
    public static IEnumerable<byte[]> Signed(string envelope, IEnumerable<byte[]> keys) =>
        DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope)) is { } read ? keys.Where(key => Dsse.Verifies(read, Ticket.PayloadType, key)) : [];

    /// <summary>The ticket, if one of the keys signed it; whether that key may sign is the caller's to know.</summary>
    public static Ticket? Read(string envelope, IEnumerable<byte[]> keys)
    {
        if (DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope)) is not { } read || !keys.Any(key => Dsse.Verifies(read, Ticket.PayloadType, key)))
        {
            return null;
        }

        return Ticket.Read(read.Payload);
    }
}
