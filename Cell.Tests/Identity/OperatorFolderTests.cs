using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OperatorFolderTests
{
    private readonly TestFolder folder = new();
    private string? before;

    [SetUp]
    public void Point()
    {
        before = Environment.GetEnvironmentVariable(OperatorFolder.BaseVariable);
        Environment.SetEnvironmentVariable(OperatorFolder.BaseVariable, folder.Path);
    }

    [TearDown]
    public void Forget()
    {
        Environment.SetEnvironmentVariable(OperatorFolder.BaseVariable, before);
        folder.Dispose();
    }

    [Test]
    public void Is_named_by_its_organism_and_holds_two_roots_and_the_operator()
    {
        var made = OperatorFolder.Create(TestClock.Noon);
        Assert.That(OperatorFolder.All(), Is.EqualTo(new[] { made }));
        Assert.That(Path.GetFileName(made.Path), Is.EqualTo(OrganismId.Of(made.Roots()[0].PublicKey.ExportSubjectPublicKeyInfo()).Value));
        Assert.That(Directory.GetFiles(made.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "root.key", "root.pem", "recovery.key", "recovery.pem", "operator.key", "operator.pem" }));
    }

    [Test]
    public void Is_private()
    {
        var made = OperatorFolder.Create(TestClock.Noon);
        Assert.That(File.GetUnixFileMode(made.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(Directory.GetFiles(made.Path).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void The_unlocked_root_signs_founders_that_peers_accept()
    {
        using var organism = new TestOrganism();
        var made = OperatorFolder.Create(TestClock.Noon);
        var root = made.UnlockRoot();
        using var key = root.Key;
        var founder = Issuer.Founder(root, new PublicKey(organism.NewKey()), CellId.New(new TestClock()), new CertificateFacts(TestGenes.Founder, 0, [Role.Api]), 64, TestClock.Noon);
        var rules = organism.Rules() with { Organism = Issuer.OrganismOf(root), Roots = made.Roots() };
        Assert.That(Lineage.Check([founder], rules), Is.TypeOf<LineageVerdict.Accepted>());
    }

    [Test]
    public void Without_the_root_key_there_is_nothing_to_unlock()
    {
        var made = OperatorFolder.Create(TestClock.Noon);
        File.Delete(Path.Combine(made.Path, "root.key"));
        Assert.That(made.HasRoot, Is.False);
        Assert.That(made.UnlockRoot, Throws.InstanceOf<IOException>());
    }

    [Test]
    public void No_folder_means_no_organism()
    {
        Environment.SetEnvironmentVariable(OperatorFolder.BaseVariable, folder.At("nowhere"));
        Assert.That(OperatorFolder.All(), Is.Empty);
    }
}
