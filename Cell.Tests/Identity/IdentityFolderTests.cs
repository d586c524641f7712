using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class IdentityFolderTests
{
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    private IdentityFolder Identity => new(folder.At("identity"));

    [Test]
    public void What_was_written_reads_back()
    {
        var cell = Written();
        var read = Identity.Read(organism.Rules());
        Assert.That(read.Identity.Id, Is.EqualTo(cell.Identity.Id));
        Assert.That(read.Identity.Generation, Is.EqualTo(1));
        Assert.That(read.Chain.Select(link => link.SerialNumber), Is.EqualTo(cell.Chain.Select(link => link.SerialNumber)));
        Assert.That(read.Key.ExportSubjectPublicKeyInfo(), Is.EqualTo(cell.Key.ExportSubjectPublicKeyInfo()));
        Assert.That(read.Roots, Has.Count.EqualTo(2));
    }

    [Test]
    public void Nobody_else_can_read_it()
    {
        Written();
        Assert.That(File.GetUnixFileMode(Identity.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(Directory.GetFiles(Identity.Path).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Without_a_chain_it_does_not_exist()
    {
        Assert.That(Identity.Exists, Is.False);
        Written();
        Assert.That(Identity.Exists, Is.True);
        File.Delete(folder.At("identity/chain.pem"));
        Assert.That(Identity.Exists, Is.False);
    }

    [Test]
    public void An_identity_that_peers_would_refuse_is_refused_with_their_reason()
    {
        Written();
        Assert.That(
            () => Identity.Read(organism.Rules() with { Now = TestClock.Noon.AddDays(200) }),
            Throws.InstanceOf<IOException>().With.Message.StartsWith($"The identity in {Identity.Path} is not good: the certificate of generation 1 is valid from"));
    }

    [TestCase("key.pem", "", "holds no key that can be read")]
    [TestCase("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no key that can be read")]
    [TestCase("chain.pem", "", "holds no certificate")]
    [TestCase("chain.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificates that can be read")]
    [TestCase("roots.pem", "", "holds no certificate")]
    [Category("Invariant 11")]
    public void A_spoilt_file_is_named(string name, string content, string message)
    {
        Written();
        File.WriteAllText(folder.At($"identity/{name}"), content);
        Assert.That(() => Identity.Read(organism.Rules()), Throws.InstanceOf<IOException>().With.Message.Contains(name).And.Message.Contains(message));
    }

    [Test]
    public void Anothers_key_is_noticed_at_the_start_and_not_in_the_first_handshake()
    {
        Written();
        using var stranger = new TestOrganism();
        File.WriteAllText(folder.At("identity/key.pem"), stranger.NewKey().ExportPkcs8PrivateKeyPem());
        Assert.That(() => Identity.Read(organism.Rules()), Throws.InstanceOf<IOException>().With.Message.Contains("is not the key of"));
    }

    private CellCredentials Written()
    {
        var cell = organism.Daughter(organism.Founder(new CertificateFacts(TestGenes.Founder, 0, TestOrganism.AllRoles)));
        Identity.Write(cell.Key, cell.Chain, cell.Roots);
        return cell;
    }
}
