using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>Tickets as DSSE envelopes, signed with a keeper's or the root's key.</summary>
internal static class TicketSigning
{
    public static string Sign(Ticket ticket, ECDsa key) =>
        Encoding.UTF8.GetString(Dsse.Sign(Ticket.PayloadType, JsonSerializer.SerializeToUtf8Bytes(ticket, TissueJson.Default.Ticket), key).ToJson());

    /// <summary>The ticket, if one of the keys signed it; whether that key may sign is the caller's to know.</summary>
    public static Ticket? Read(string envelope, IEnumerable<byte[]> keys)
    {
        if (DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope)) is not { } read || !keys.Any(key => Dsse.Verifies(read, Ticket.PayloadType, key)))
        {
            return null;
        }

        try
        {
            return Message.Read(read.Payload, TissueJson.Default.Ticket);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
