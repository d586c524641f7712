using System.Diagnostics;
using System.Security.Cryptography;
using NUnit.Framework;

namespace Cell.Genome;

/// <summary>Judged by OpenSSH's own ssh-keygen, as the receptor on a stem cell does.</summary>
internal sealed class SshSignatureTests
{
    private readonly TestFolder folder = new();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] Binary = [.. Enumerable.Range(0, 100_000).Select(at => (byte)at)];

    [OneTimeSetUp]
    public void WriteSigners() => File.WriteAllText(folder.At("allowed_signers"), SshSignature.AllowedSignersLine(key));

    [OneTimeTearDown]
    public void Forget()
    {
        key.Dispose();
        folder.Dispose();
    }

    [Test, Category("Invariant 1")]
    public void Ssh_keygen_accepts_what_root_signed() => Assert.That(Verify(Binary, Sign(Binary), SshSignature.BinaryNamespace), Is.EqualTo(0));

    // The two numbers of a signature have leading zeros or a first bit now and then: RFC 4251 wants other lengths for them.
    [Test]
    public void Every_length_of_the_numbers_is_framed_right()
    {
        for (var round = 0; round < 12; round++)
        {
            Assert.That(Verify([(byte)round], Sign([(byte)round]), SshSignature.BinaryNamespace), Is.EqualTo(0), $"round {round}");
        }
    }

    [Test, Category("Invariant 1")]
    public void Ssh_keygen_refuses_a_binary_with_one_changed_byte()
    {
        var changed = (byte[])Binary.Clone();
        changed[50_000] ^= 1;
        Assert.That(Verify(changed, Sign(Binary), SshSignature.BinaryNamespace), Is.Not.EqualTo(0));
    }

    [Test, Category("Invariant 1")]
    public void Ssh_keygen_refuses_another_key()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(Verify(Binary, SshSignature.Sign(new MemoryStream(Binary), stranger, SshSignature.BinaryNamespace), SshSignature.BinaryNamespace), Is.Not.EqualTo(0));
    }

    [TestCase("file", "file")]
    [TestCase("file", SshSignature.BinaryNamespace)]
    [TestCase(SshSignature.BinaryNamespace, "file")]
    [Category("Invariant 1")]
    public void The_signers_line_holds_for_the_namespace_of_binaries_only(string signedFor, string checkedFor) =>
        Assert.That(Verify(Binary, SshSignature.Sign(new MemoryStream(Binary), key, signedFor), checkedFor), Is.Not.EqualTo(0));

    [Test]
    public void The_public_key_line_is_one_that_ssh_keygen_reads()
    {
        File.WriteAllText(folder.At("key.pub"), SshSignature.PublicKeyLine(key));
        Assert.That(Run(["-l", "-f", folder.At("key.pub")], []), Is.EqualTo(0));
    }

    private string Sign(byte[] data) => SshSignature.Sign(new MemoryStream(data), key, SshSignature.BinaryNamespace);

    private int Verify(byte[] data, string signature, string ns)
    {
        File.WriteAllText(folder.At("signature"), signature);
        return Run(["-Y", "verify", "-f", folder.At("allowed_signers"), "-I", SshSignature.Principal, "-n", ns, "-s", folder.At("signature")], data);
    }

    private static int Run(IReadOnlyList<string> arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!; // a new process
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
