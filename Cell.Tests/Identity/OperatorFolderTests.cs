using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OperatorFolderTests
{
    private static readonly string[] Files = ["root.key", "root.pem", "recovery.key", "recovery.pem", "operator.key", "operator.pem", "operators.json"];
    private readonly OperatorBase place = new();

    [TearDown]
    public void Forget() => place.Dispose();

    [Test]
    public async Task Is_named_by_its_organism_and_holds_two_roots_and_the_operator()
    {
        var made = await TestRoot.NewFolderAsync();
        Assert.That(OperatorFolder.All(), Is.EqualTo(new[] { made }));
        Assert.That(Path.GetFileName(made.Path), Is.EqualTo(made.Organism.Value));
        Assert.That(made.Organism, Is.EqualTo(OrganismId.Of(Roots.Spki(made.Roots()[0]))));
        Assert.That(Directory.GetFiles(made.Path).Select(Path.GetFileName), Is.EquivalentTo(Files));
    }

    [Test]
    public async Task Is_private()
    {
        var made = await TestRoot.NewFolderAsync();
        Assert.That(File.GetUnixFileMode(made.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(Directory.GetFiles(made.Path).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void What_could_not_be_completed_leaves_nothing()
    {
        Assert.That(() => Genesis.CreateAsync(TestClock.Noon, "ada", null, (_, _) => throw new IOException("full")), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(place.At("base")), Is.Empty);
    }

    [Test]
    public void A_hidden_folder_is_no_organism()
    {
        Directory.CreateDirectory(place.At("base/.abc.tmp"));
        Assert.That(OperatorFolder.All(), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Either_root_signs_founders_that_peers_accept(bool recovery)
    {
        using var organism = new TestOrganism();
        var made = await TestRoot.NewFolderAsync();
        var root = made.UnlockRoot(recovery ? made.RecoveryKeyFile : null);
        using var key = root.Key;
        var founder = Issuer.Founder(root, new PublicKey(organism.NewKey()), CellId.New(new TestClock()), new CertificateFacts(TestGenes.Founder, 0, [Role.Api]), 64, TestClock.Noon);
        var rules = organism.Rules() with { Organism = made.Organism, Roots = made.Roots() };
        Assert.That(Lineage.Check([founder], rules), Is.TypeOf<LineageVerdict.Accepted>());
    }

    [Test]
    public async Task The_recovery_root_speaks_for_the_organism_of_the_working_root()
    {
        var made = await TestRoot.NewFolderAsync();
        var root = made.UnlockRoot(made.RecoveryKeyFile);
        using var key = root.Key;
        Assert.That(Issuer.OrganismOf(root), Is.EqualTo(made.Organism));
        Assert.That(root.Certificate, Is.EqualTo(made.Roots()[1]));
    }

    [Test]
    public async Task Without_the_root_key_there_is_nothing_to_unlock()
    {
        var made = await TestRoot.NewFolderAsync();
        File.Delete(made.RootKeyFile);
        Assert.That(made.UnlockRoot(null, TestRoot.NoPassphrase), Is.EqualTo(new RootReading.Absent(made.RootKeyFile)));
    }

    [Test]
    public async Task A_key_of_another_organism_is_a_stranger()
    {
        var (made, other) = (await TestRoot.NewFolderAsync(), await TestRoot.NewFolderAsync());
        Assert.That(made.UnlockRoot(other.RootKeyFile, TestRoot.NoPassphrase), Is.EqualTo(new RootReading.Stranger(other.RootKeyFile)));
    }

    [Test]
    public async Task An_own_certificate_is_replaced_with_its_key_or_not_at_all()
    {
        var made = await TestRoot.NewFolderAsync();
        var root = made.UnlockRoot();
        using var key = root.Key;
        var papers = OperatorPapers.Issue(root, "ada", TestClock.Noon);
        made.Enter(papers.Entry);

        // Cut off after the commit, with one of the two in its place.
        Directory.CreateDirectory(Path.Combine(made.Path, ".next"));
        await File.WriteAllBytesAsync(Path.Combine(made.Path, ".next", "operator.pem"), papers.CertificatePem);
        await File.WriteAllBytesAsync(Path.Combine(made.Path, "operator.key"), papers.KeyPem);

        Assert.That(made.Credentials().Identity.Serial, Is.EqualTo(papers.Entry.Serial), "the reader finishes what was begun");
        Assert.That(made.Register().SerialsOf("ada"), Has.Count.EqualTo(2).And.Contain(papers.Entry.Serial));
    }

    [Test]
    public async Task A_key_that_is_not_the_certificates_is_named()
    {
        var made = await TestRoot.NewFolderAsync();
        File.Copy(made.RootKeyFile, Path.Combine(made.Path, "operator.key"), overwrite: true);
        Assert.That(made.Credentials, Throws.InstanceOf<IOException>().With.Message.Contains("operator.key"));
    }

    [TestCase("operator.key")]
    [TestCase("operator.pem")]
    [TestCase("root.pem")]
    [TestCase("recovery.pem")]
    public async Task A_damaged_file_of_the_folder_is_named_and_never_a_crash(string name)
    {
        var made = await TestRoot.NewFolderAsync();
        var file = Path.Combine(made.Path, name);
        var whole = await File.ReadAllBytesAsync(file);
        Gen.Int[0, whole.Length - 1].Select(Gen.Byte, Gen.Bool).Sample(
            (at, value, cut) =>
            {
                var changed = cut ? whole[..at] : [.. whole[..at], value, .. whole[(at + 1)..]];
                File.WriteAllBytes(file, changed);
                try
                {
                    made.Credentials().Key.Dispose();
                }
                catch (IOException fault)
                {
                    Assert.That(fault.Message, Does.Contain(made.Path));
                }
            },
            iter: 300,
            threads: 1);
    }

    [Test]
    public void No_folder_means_no_organism() => Assert.That(OperatorFolder.All(), Is.Empty);
}
