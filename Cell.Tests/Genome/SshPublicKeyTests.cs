using System.Security.Cryptography;
using NUnit.Framework;

namespace Cell.Genome;

internal sealed class SshPublicKeyTests
{
    // Made by ssh-keygen.
    private const string Rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ";

    [TestCase(SshPublicKey.Example)]
    [TestCase(SshPublicKey.Example + " root@box")]
    [TestCase(SshPublicKey.Example + " a comment of words")]
    [TestCase(TestGenes.PoolKey)]
    public void A_key_of_its_type_is_one(string line) => Assert.That(SshPublicKey.BlobOf(line), Has.Length.EqualTo(51));

    [Test]
    public void A_key_on_P256_is_one()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(SshPublicKey.BlobOf(SshSignature.PublicKeyLine(key)), Has.Length.EqualTo(104));
    }

    [TestCase("")]
    [TestCase("ssh-ed25519")]
    [TestCase("ssh-ed25519 ")]
    [TestCase("ssh-ed25519 AAAA")]
    [TestCase("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExamplExample", TestName = "Base64 that is none, as long as a regular expression asked for")]
    [TestCase("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExam", TestName = "A key cut short")]
    [TestCase("ecdsa-sha2-nistp256 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampl00", TestName = "Another type in front than within")]
    [TestCase("ssh-dss AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampl00", TestName = "A type that is not pinned")]
    [TestCase("ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampl00", TestName = "Two blanks")]
    [TestCase("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampl00\nssh-rsa x", TestName = "A second line")]
    [TestCase(SshPublicKey.Example + " it's", TestName = "An apostrophe would end the shell's quotes")]
    [TestCase(Rsa, TestName = "An RSA key without its modulus")]
    public void Anything_else_is_none(string line) => Assert.That(SshPublicKey.BlobOf(line), Is.Null);

    [TestCase("hostKey")]
    [TestCase("keys")]
    [Category("Invariant 11")]
    public void A_genome_with_such_a_key_has_a_fault(string key)
    {
        var draft = TestGenes.Text.Replace(key == "keys" ? TestGenes.PoolKey : TestGenes.HostKey(1), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExam", StringComparison.Ordinal);
        Assert.That(GenesReader.Read(draft).Faults.Select(fault => fault.Key), Does.Contain(key == "keys" ? "pool.keys[0]" : "pool.machines[1].hostKey"));
    }

    [Test]
    public void The_same_key_with_two_comments_shows_a_clone()
    {
        var draft = TestGenes.Text.Replace(TestGenes.HostKey(2), TestGenes.HostKey(1) + " root@other", StringComparison.Ordinal);
        Assert.That(GenesReader.Read(draft).Faults, Is.EqualTo(new[] { new Fault("pool.machines[2].hostKey", "is the key of stem1.test too: one of them is a clone.") }));
    }
}
