using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>Root keys on disk: encrypted as OpenSSL has it, opened by their passphrase alone, and never the end of a command by being damaged.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KeyFileTests
{
    private const string Secret = "correct hörse battery";
    private readonly TestFolder folder = new();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private string File => folder.At("root.key");

    [TearDown]
    public void Forget()
    {
        key.Dispose();
        folder.Dispose();
    }

    [Test]
    public void Opens_with_its_passphrase()
    {
        Write(Secret);
        using var read = KeyFile.Read(File, _ => Passphrase.Of(Secret));
        Assert.That(KeyFile.IsEncrypted(File), Is.True);
        Assert.That(read?.ExportSubjectPublicKeyInfo(), Is.EqualTo(key.ExportSubjectPublicKeyInfo()));
    }

    [TestCase("correct horse battery")]
    [TestCase("")]
    public void Another_passphrase_does_not_open_it(string other)
    {
        Write(Secret);
        Assert.That(KeyFile.Read(File, _ => Passphrase.Of(other)), Is.Null);
    }

    [Test]
    public void In_the_clear_nobody_is_asked()
    {
        System.IO.File.WriteAllBytes(File, KeyFile.Text(key, null));
        using var read = KeyFile.Read(File, TestRoot.NoPassphrase);
        Assert.That(KeyFile.IsEncrypted(File), Is.False);
        Assert.That(read?.ExportSubjectPublicKeyInfo(), Is.EqualTo(key.ExportSubjectPublicKeyInfo()));
    }

    [Test]
    public void OpenSSL_opens_it_and_names_its_encryption()
    {
        Write(Secret);
        Assert.That(OpenSsl("pkey", "-in", File, "-passin", $"pass:{Secret}", "-pubout").Trim(), Is.EqualTo(key.ExportSubjectPublicKeyInfoPem()));
        var structure = OpenSsl("asn1parse", "-in", File);
        Assert.That(structure, Does.Contain("PBES2").And.Contain("PBKDF2").And.Contain("hmacWithSHA256").And.Contain("aes-256-cbc"));
        Assert.That(structure, Does.Contain($":{KeyFile.Iterations:X6}").IgnoreCase, "rounds of the derivation");
    }

    [Test]
    public void What_OpenSSL_encrypts_is_opened()
    {
        System.IO.File.WriteAllBytes(folder.At("clear"), KeyFile.Text(key, null));
        OpenSsl("pkcs8", "-topk8", "-in", folder.At("clear"), "-out", File, "-passout", $"pass:{Secret}");
        using var read = KeyFile.Read(File, _ => Passphrase.Of(Secret));
        Assert.That(read?.ExportSubjectPublicKeyInfo(), Is.EqualTo(key.ExportSubjectPublicKeyInfo()));
    }

    [TestCase(int.MaxValue)]
    [TestCase(10_000_001)]
    [TestCase(0)]
    [TestCase(-1)]
    public void A_count_of_rounds_that_would_never_end_is_refused_before_anybody_is_asked(int rounds)
    {
        System.IO.File.WriteAllText(File, PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", Encrypted(rounds)));
        Assert.That(() => KeyFile.Read(File, TestRoot.NoPassphrase), Throws.InstanceOf<IOException>().With.Message.Contains(File));
    }

    [Test]
    public void A_key_on_another_curve_is_named()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        System.IO.File.WriteAllBytes(File, KeyFile.Text(other, null));
        Assert.That(() => KeyFile.Read(File, TestRoot.NoPassphrase), Throws.InstanceOf<IOException>().With.Message.Contains(File).And.Message.Contains("P-256"));
    }

    [TestCase("")]
    [TestCase("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n")]
    [TestCase("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [TestCase("no key")]
    public void What_is_no_key_is_named(string text)
    {
        System.IO.File.WriteAllText(File, text);
        Assert.That(() => KeyFile.Read(File, TestRoot.NoPassphrase), Throws.InstanceOf<IOException>().With.Message.Contains(File));
    }

    [Test]
    public void A_file_without_end_is_no_key() =>
        Assert.That(() => KeyFile.Read("/dev/zero", TestRoot.NoPassphrase), Throws.InstanceOf<IOException>().With.Message.Contains("/dev/zero"));

    [TestCase(false)]
    [TestCase(true)]
    public void A_damaged_file_is_named_and_never_a_crash(bool encrypted)
    {
        // Few rounds, so that many damages are tried; the rest of the form is the same.
        var cheap = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10);
        var der = encrypted ? key.ExportEncryptedPkcs8PrivateKey(Encoding.UTF8.GetBytes(Secret), cheap) : key.ExportPkcs8PrivateKey();
        var label = encrypted ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY";
        Gen.Int[0, der.Length - 1].Select(Gen.Byte, Gen.Int[0, 2]).Sample(
            (at, value, kind) => Damage(kind switch
            {
                0 => PemEncoding.WriteString(label, [.. der[..at], value, .. der[(at + 1)..]]),
                1 => PemEncoding.WriteString(label, der.AsSpan(0, at)),
                _ => string.Concat(PemEncoding.WriteString(label, der).Select((letter, index) => index == at ? (char)value : letter)),
            }),
            iter: 500,
            threads: 1);
    }

    private void Damage(string text)
    {
        System.IO.File.WriteAllText(File, text);
        try
        {
            KeyFile.Read(File, _ => Passphrase.Of(Secret))?.Dispose();
        }
        catch (IOException fault)
        {
            Assert.That(fault.Message, Does.Contain(File));
        }
    }

    private void Write(string secret)
    {
        using var passphrase = Passphrase.Of(secret);
        System.IO.File.WriteAllBytes(File, KeyFile.Text(key, passphrase));
    }

    // As far as it is read before the key is derived.
    private static byte[] Encrypted(int rounds)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.5.13");
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.5.12");
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(new byte[8]);
                    writer.WriteInteger(rounds);
                }
            }
        }

        return writer.Encode();
    }

    private static string OpenSsl(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!; // started or thrown
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, errors);
        return output;
    }
}
