using System.Security.Cryptography;
using System.Text;
using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using CsCheck;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class TicketSigningTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa Other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly Ticket Ticket = new(1, "organism", "birth", "stem1.test", TestRoster.Id(1), Role.Crawler, TestClock.Noon, 0);

    [OneTimeTearDown]
    public void Forget()
    {
        Key.Dispose();
        Other.Dispose();
    }

    [Test]
    public void A_signed_ticket_reads_back() => Assert.That(TicketSigning.Read(TicketSigning.Sign(Ticket, Key), [Public(Other), Public(Key)]), Is.EqualTo(Ticket));

    [Test]
    public void Roots_ticket_has_no_mother() => Assert.That(TicketSigning.Read(TicketSigning.Sign(Ticket with { Mother = null }, Key), [Public(Key)])?.Mother, Is.Null);

    [Test, Category("Invariant 7")]
    public void A_ticket_of_another_key_is_none() => Assert.That(TicketSigning.Read(TicketSigning.Sign(Ticket, Other), [Public(Key)]), Is.Null);

    [Test, Category("Invariant 10")]
    public void Without_keys_there_is_no_ticket() => Assert.That(TicketSigning.Read(TicketSigning.Sign(Ticket, Key), []), Is.Null);

    [Test, Category("Invariant 7")]
    public void A_ticket_that_was_changed_is_none()
    {
        var envelope = TicketSigning.Sign(Ticket, Key);
        var payload = Convert.ToBase64String(DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(envelope))!.Payload); // just made
        var changed = Convert.ToBase64String(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String(payload)).Replace("stem1", "stem2", StringComparison.Ordinal)));
        var forged = envelope.Replace(payload, changed, StringComparison.Ordinal);
        Assert.That(forged, Is.Not.EqualTo(envelope));
        Assert.That(TicketSigning.Read(forged, [Public(Key)]), Is.Null);
    }

    // A genome's signature is by the same root key: it must never pass for a ticket.
    [Test, Category("Invariant 7")]
    public void What_was_signed_as_something_else_is_no_ticket()
    {
        var payload = DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(TicketSigning.Sign(Ticket, Key)))!.Payload; // just made
        var genome = Encoding.UTF8.GetString(Dsse.Sign("application/vnd.cell.genome+json", payload, Key).ToJson());
        Assert.That(TicketSigning.Read(genome, [Public(Key)]), Is.Null);
        Assert.That(TicketSigning.Read(genome.Replace("application/vnd.cell.genome+json", Ticket.PayloadType, StringComparison.Ordinal), [Public(Key)]), Is.Null);
    }

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("no JSON")]
    [Category("Invariant 11")]
    public void A_signed_payload_that_is_no_ticket_is_none(string payload)
    {
        var envelope = Encoding.UTF8.GetString(Dsse.Sign(Ticket.PayloadType, Encoding.UTF8.GetBytes(payload), Key).ToJson());
        Assert.That(TicketSigning.Read(envelope, [Public(Key)]), Is.Null);
    }

    [Test, Category("Invariant 11")]
    public void Any_text_is_no_ticket() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["{}[]\",:payload 1ns"], 0, 60]).Sample(text => TicketSigning.Read(text, [Public(Key)]) is null, iter: 1000);

    private static byte[] Public(ECDsa key) => key.ExportSubjectPublicKeyInfo();
}
