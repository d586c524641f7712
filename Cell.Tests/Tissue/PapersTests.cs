using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PapersTests
{
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void A_revoked_working_root_signs_no_more_genomes_and_lets_go_of_no_brake()
    {
        var papers = organism.Papers(folder, new TestClock());
        var lost = new Revocation(RevokedKind.Root, Roots.KeyId(organism.Roots[0]), "laptop lost", organism.Now);
        Assert.That(papers.Offer(Paper.Revocations, Revocations.None.With(lost).ToList(organism.Id, organism.Now).Sign(organism.RecoveryKey)), Is.Empty);
        Assert.That(papers.Offer(Paper.Genome, organism.Envelope(2)), Does.Contain("not signed by a root"));
        Assert.That(papers.Offer(Paper.Genome, GenomeSigning.Sign(organism.Payload(2), organism.RecoveryKey)), Is.Empty);
        var resume = new BrakeOrder(1, organism.Id.Value, 1, BrakeLevel.Running, organism.Now, "", "");
        Assert.That(papers.Offer(Paper.Brake, resume.Sign(organism.Root.Key)), Does.Contain("not signed by a root"));
        Assert.That(papers.Offer(Paper.Brake, resume.Sign(organism.RecoveryKey)), Is.Empty);
        Assert.That(papers.Versions, Is.EqualTo(new PaperVersions(2, 1, 1)));
    }

    [Test]
    public void What_was_adopted_before_its_root_was_revoked_is_lived_by_after_a_restart()
    {
        var papers = organism.Papers(folder, new TestClock());
        var lost = new Revocation(RevokedKind.Root, Roots.KeyId(organism.Roots[0]), "laptop lost", organism.Now);
        papers.Offer(Paper.Revocations, Revocations.None.With(lost).ToList(organism.Id, organism.Now).Sign(organism.RecoveryKey));
        var again = Papers.At(new DataFolder(folder.Path), organism.Roots, new TestClock());
        Assert.That(again.Genome.Open(), Is.Null);
        again.Opened();
        Assert.That(again.Versions, Is.EqualTo(new PaperVersions(1, 1, 0)));
    }
}
