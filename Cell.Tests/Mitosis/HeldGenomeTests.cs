using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The guard's look at what lies in the daemon's folder: nothing counts but root's word.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HeldGenomeTests
{
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();

    private string Pinned => folder.At("root.pem");

    [SetUp]
    public void Pin() => File.WriteAllText(Pinned, Pem.Text(organism.Roots));

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void The_genome_that_root_signed_is_read()
    {
        Write(organism.Envelope(3));
        Assert.That(Look()?.Version, Is.EqualTo(3));
    }

    [TestCase(2, 2)]
    [TestCase(1, null)]
    [Category("Invariant 1")]
    public void None_older_than_that_of_the_claim_counts(int version, int? read)
    {
        Write(organism.Envelope(version));
        Assert.That(Look()?.Version, Is.EqualTo(read));
    }

    [Test, Category("Invariant 1")]
    public void The_daemon_cannot_forge_one()
    {
        Write(GenomeSigning.Sign(organism.Payload(3), organism.NewKey()));
        Assert.That(Look(), Is.Null);
    }

    [Test]
    public void Another_organisms_counts_nothing()
    {
        Write(organism.Envelope(3));
        Assert.That(HeldGenome.Look(folder.Path, Pinned, "another", 2), Is.Null);
        using var other = new TestOrganism();
        Write(other.Envelope(3));
        Assert.That(Look(), Is.Null);
    }

    [Test]
    public void The_recovery_roots_word_counts_and_the_revoked_roots_no_more()
    {
        var list = Revocations.None.With(new Revocation(RevokedKind.Root, Roots.KeyId(organism.Roots[0]), "stolen", organism.Now)).ToList(organism.Id, organism.Now).Sign(organism.RecoveryKey);
        File.WriteAllBytes(new DataFolder(folder.Path).Revocations, list);
        Write(organism.Envelope(3));
        Assert.That(Look(), Is.Null);
        Write(GenomeSigning.Sign(organism.Payload(3), organism.RecoveryKey));
        Assert.That(Look()?.Version, Is.EqualTo(3));
    }

    [TestCase("")]
    [TestCase("rubbish")]
    [TestCase("{}")]
    public void What_cannot_be_read_is_none(string text)
    {
        File.WriteAllText(new DataFolder(folder.Path).Genome, text);
        Assert.That(Look(), Is.Null);
    }

    [Test]
    public void Without_a_file_or_without_roots_there_is_none()
    {
        Assert.That(Look(), Is.Null);
        Write(organism.Envelope(3));
        File.WriteAllText(Pinned, "no certificate");
        Assert.That(Look(), Is.Null);
        File.Delete(Pinned);
        Assert.That(Look(), Is.Null);
    }

    [Test, Category("Invariant 12")]
    public void No_link_is_followed()
    {
        File.WriteAllBytes(folder.At("elsewhere"), organism.Envelope(3));
        File.CreateSymbolicLink(new DataFolder(folder.Path).Genome, folder.At("elsewhere"));
        Assert.That(Look(), Is.Null);
    }

    private SignedGenome? Look() => HeldGenome.Look(folder.Path, Pinned, organism.Id.Value, 2);

    private void Write(byte[] envelope) => File.WriteAllBytes(new DataFolder(folder.Path).Genome, envelope);
}
