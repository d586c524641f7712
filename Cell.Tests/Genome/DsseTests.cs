using System.Security.Cryptography;
using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class DsseTests
{
    private const string Type = "http://example.com/HelloWorld";
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private byte[] Spki => key.ExportSubjectPublicKeyInfo();

    [OneTimeTearDown]
    public void Forget() => key.Dispose();

    // The example of the specification (secure-systems-lab/dsse, protocol.md).
    [Test]
    public void Encodes_before_signing_as_the_specification_shows() =>
        Assert.That(Encoding.UTF8.GetString(Dsse.Pae(Type, "hello world"u8.ToArray())), Is.EqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world"));

    [Test]
    public void Counts_bytes_and_not_characters() =>
        Assert.That(Encoding.UTF8.GetString(Dsse.Pae("tüp", "héllo"u8.ToArray())), Is.EqualTo("DSSEv1 4 tüp 6 héllo"));

    [Test]
    public void What_was_signed_verifies_after_a_trip_through_JSON()
    {
        var read = DsseEnvelope.FromJson(Dsse.Sign(Type, "hello world"u8.ToArray(), key).ToJson());
        Assert.That(read, Is.Not.Null);
        Assert.That(Dsse.Verifies(read!, Type, Spki), Is.True);
        Assert.That(read!.Payload, Is.EqualTo("hello world"u8.ToArray()));
    }

    [Test]
    public void Another_payload_type_does_not_verify()
    {
        var envelope = Dsse.Sign(Type, "hello"u8.ToArray(), key);
        Assert.That(Dsse.Verifies(envelope, "other", Spki), Is.False);
        Assert.That(Dsse.Verifies(envelope with { PayloadType = "other" }, "other", Spki), Is.False);
    }

    [Test]
    public void Another_key_does_not_verify_whatever_its_key_id_says()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var envelope = Dsse.Sign(Type, "hello"u8.ToArray(), stranger);
        Assert.That(Dsse.Verifies(envelope with { Signatures = [envelope.Signatures[0] with { Keyid = Dsse.KeyId(Spki) }] }, Type, Spki), Is.False);
    }

    [Test]
    public void Every_single_changed_byte_of_payload_or_signature_is_noticed()
    {
        var envelope = Dsse.Sign(Type, "hello world"u8.ToArray(), key);
        var spki = Spki;
        for (var at = 0; at < envelope.Payload.Length; at++)
        {
            Assert.That(Dsse.Verifies(envelope with { Payload = Changed(envelope.Payload, at) }, Type, spki), Is.False, $"payload byte {at}");
        }

        for (var at = 0; at < envelope.Signatures[0].Sig.Length; at++)
        {
            Assert.That(Dsse.Verifies(envelope with { Signatures = [new DsseSignature("", Changed(envelope.Signatures[0].Sig, at))] }, Type, spki), Is.False, $"signature byte {at}");
        }
    }

    [Test]
    public void One_good_signature_among_bad_ones_is_enough()
    {
        var envelope = Dsse.Sign(Type, "hello"u8.ToArray(), key);
        Assert.That(Dsse.Verifies(envelope with { Signatures = [new DsseSignature("", [1, 2, 3]), .. envelope.Signatures] }, Type, Spki), Is.True);
    }

    [Test]
    public void No_signature_is_not_a_good_one() =>
        Assert.That(Dsse.Verifies(new DsseEnvelope(Type, [], []), Type, Spki), Is.False);

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{ "payloadType": "a", "payload": "!", "signatures": [] }""")]
    [TestCase("""{ "payloadType": "a", "payload": null, "signatures": [] }""")]
    [TestCase("""{ "payloadType": "a", "payload": "", "signatures": null }""")]
    [Category("Invariant 11")]
    public void What_is_no_envelope_is_null(string json) => Assert.That(DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(json)), Is.Null);

    [TestCase("""{ "payloadType": "a", "payload": "", "signatures": [null] }""")]
    [TestCase("""{ "payloadType": "a", "payload": "", "signatures": [{}] }""")]
    [Category("Invariant 11")]
    public void A_signature_without_content_does_not_verify(string json) =>
        Assert.That(Dsse.Verifies(DsseEnvelope.FromJson(Encoding.UTF8.GetBytes(json))!, "a", Spki), Is.False);

    [Test, Category("Invariant 11")]
    public void Any_bytes_as_envelope_or_signature_are_refused_without_an_exception()
    {
        var spki = Spki;
        Gen.Byte.Array[0, 200].Sample(bytes =>
            DsseEnvelope.FromJson(bytes) is null && !Dsse.Verifies(new DsseEnvelope(Type, [], [new DsseSignature("", bytes)]), Type, spki), iter: 500);
    }

    private static byte[] Changed(byte[] bytes, int at)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] ^= 1;
        return changed;
    }
}
