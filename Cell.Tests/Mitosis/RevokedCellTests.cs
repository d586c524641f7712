using System.Security.Cryptography;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The guard's own look: nothing but the root-signed list counts, and only against the chain that lies beside it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RevokedCellTests
{
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();
    private CellCredentials mother = null!; // made before each test
    private CellCredentials cell = null!; // likewise

    private string Pinned => folder.At("root.pem");

    [SetUp]
    public void Make()
    {
        mother = organism.Daughter(organism.Founder(), new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]));
        cell = organism.Daughter(mother);
        new IdentityFolder(new DataFolder(folder.Path).Identity).Write(cell.Key, cell.Chain, cell.Roots);
        File.WriteAllText(Pinned, Pem.Text(organism.Roots));
    }

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void Without_a_list_nothing_is_wrong() => Assert.That(Look(), Is.Null);

    [Test]
    public void A_cell_on_the_list_is_out()
    {
        List(RevokedKind.Cell, cell.Identity.Name);
        Assert.That(Look(), Is.EqualTo($"cell {cell.Identity.Name} is revoked since 2026-03-01 12:00:00Z: stolen"));
    }

    [Test]
    public void A_cell_whose_mother_is_on_the_list_is_out()
    {
        List(RevokedKind.Cell, mother.Identity.Name);
        Assert.That(Look(), Does.StartWith($"cell {mother.Identity.Name} is revoked"));
    }

    [Test]
    public void A_cell_of_a_revoked_root_is_out()
    {
        List(RevokedKind.Root, Roots.KeyId(organism.Roots[0]), organism.RecoveryKey);
        Assert.That(Look(), Does.StartWith("root "));
    }

    [Test]
    public void Anothers_revocation_is_none_of_its_own()
    {
        List(RevokedKind.Cell, organism.Daughter(mother).Identity.Name);
        Assert.That(Look(), Is.Null);
    }

    [Test]
    public void The_daemon_cannot_forge_a_list()
    {
        List(RevokedKind.Cell, cell.Identity.Name, cell.Key);
        Assert.That(Look(), Is.Null);
    }

    [Test]
    public void Another_organisms_list_counts_nothing()
    {
        using var other = new TestOrganism();
        Write(Revocations.None.With(new Revocation(RevokedKind.Cell, cell.Identity.Name, "stolen", organism.Now)).ToList(other.Id, organism.Now).Sign(other.Root.Key));
        Assert.That(Look(), Is.Null);
    }

    [TestCase("revocations.dsse", "")]
    [TestCase("revocations.dsse", "rubbish")]
    [TestCase("identity/chain.pem", "")]
    [TestCase("identity/chain.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [Category("Invariant 11")]
    public void What_cannot_be_read_revokes_nobody(string file, string content)
    {
        List(RevokedKind.Cell, cell.Identity.Name);
        File.WriteAllText(folder.At(file), content);
        Assert.That(Look(), Is.Null);
    }

    private string? Look() => RevokedCell.Look(folder.Path, Pinned);

    private void List(RevokedKind kind, string id) => List(kind, id, organism.Root.Key);

    private void List(RevokedKind kind, string id, ECDsa key) => Write(Revocations.None.With(new Revocation(kind, id, "stolen", organism.Now)).ToList(organism.Id, organism.Now).Sign(key));

    private void Write(byte[] list) => File.WriteAllBytes(new DataFolder(folder.Path).Revocations, list);
}
