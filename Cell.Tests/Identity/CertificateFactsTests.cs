using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

internal sealed class CertificateFactsTests
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [OneTimeTearDown]
    public void Forget() => key.Dispose();

    [Test]
    public void Come_out_as_they_went_in()
    {
        var facts = CertificateFacts.Of(With(new CertificateFacts("stem1.test", 3, [Role.Health, Role.Api]).ToExtension()));
        Assert.That((facts?.Machine, facts?.Slot), Is.EqualTo(("stem1.test", 3)));
        Assert.That(facts?.Roles, Is.EqualTo(new[] { Role.Health, Role.Api }));
    }

    [Test]
    public void A_certificate_without_them_has_none() => Assert.That(CertificateFacts.Of(With()), Is.Null);

    [TestCase("7")]
    [TestCase("0")]
    [TestCase("crawler,health")]
    [TestCase("Crawler")]
    [TestCase(" crawler")]
    [TestCase("king")]
    [TestCase("")]
    public void Only_the_exact_names_of_roles_are_roles(string role) => Assert.That(CertificateFacts.Of(With(Raw("m", 0, [role], false))), Is.Null);

    [Test]
    public void More_than_the_three_fields_is_not_well_formed() => Assert.That(CertificateFacts.Of(With(Raw("m", 0, ["crawler"], true))), Is.Null);

    [Test]
    public void A_slot_beyond_32_bits_is_not_well_formed() => Assert.That(CertificateFacts.Of(With(Raw("m", 1L << 40, ["crawler"], false))), Is.Null);

    [Test]
    public void More_than_a_kilobyte_is_not_read() => Assert.That(CertificateFacts.Of(With(new CertificateFacts(new string('m', 1100), 0, []).ToExtension())), Is.Null);

    [Test, Category("Invariant 11")]
    public void Any_bytes_are_read_or_refused_without_an_exception() =>
        Gen.Byte.Array[0, 60].Sample(bytes => CertificateFacts.Of(With(new X509Extension(Oid, bytes, false))) is null or { Machine: not null }, iter: 300, threads: 1);

    [Test, Category("Invariant 11")]
    public void Any_changed_byte_is_read_or_refused_without_an_exception()
    {
        var good = new CertificateFacts("stem1.test", 0, [Role.Crawler]).ToExtension().RawData;
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = (byte[])good.Clone();
            changed[at] = value;
            return CertificateFacts.Of(With(new X509Extension(Oid, changed, false))) is null or { Roles: not null };
        }, iter: 300, threads: 1);
    }

    private static string Oid => new CertificateFacts("m", 0, []).ToExtension().Oid!.Value!; // it has one: it is how it is found

    private static X509Extension Raw(string machine, long slot, IReadOnlyList<string> roles, bool more)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, machine);
            writer.WriteInteger(slot);
            using (writer.PushSequence())
            {
                foreach (var role in roles)
                {
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, role);
                }
            }

            if (more)
            {
                writer.WriteInteger(1);
            }
        }

        return new X509Extension(Oid, writer.Encode(), false);
    }

    private X509Certificate2 With(params X509Extension[] extensions)
    {
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.CreateSelfSigned(TestClock.Noon, TestClock.Noon.AddDays(1));
    }
}
