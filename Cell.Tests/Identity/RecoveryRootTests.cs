using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>Whatever the working root may sign, the recovery root may; peers see no difference.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecoveryRootTests
{
    private readonly TestOrganism organism = new();

    private Signer Recovery => new(organism.Roots[1], organism.RecoveryKey, []) { Organism = organism.Id };

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void Its_operators_give_orders()
    {
        var certificate = Issuer.Operator(Recovery, new PublicKey(organism.NewKey()), "ada", organism.Now);
        Assert.That(Lineage.Check([certificate], organism.Rules()), Is.TypeOf<LineageVerdict.Accepted>().With.Property("Identity").Property("IsOperator").True);
    }

    [Test]
    public void Its_founders_bear_daughters()
    {
        var key = organism.NewKey();
        var founder = Issuer.Founder(Recovery, new PublicKey(key), CellId.New(new TestClock()), new CertificateFacts(TestGenes.Founder, 0, TestOrganism.AllRoles), 64, organism.Now);
        var mother = new Signer(founder, key, [founder]);
        var daughter = Issuer.Daughter(mother, organism.Id, new PublicKey(organism.NewKey()), CellId.New(new TestClock()), new CertificateFacts(TestGenes.Stem1, 0, [Role.Crawler]), organism.Now);
        Assert.That(Lineage.Check([founder], organism.Rules()), Is.TypeOf<LineageVerdict.Accepted>());
        Assert.That(Lineage.Check([daughter, founder], organism.Rules()), Is.TypeOf<LineageVerdict.Accepted>());
    }

    [Test, Category("Invariant 12")]
    public void Named_after_itself_it_is_another_organism()
    {
        var certificate = Issuer.Operator(Recovery with { Organism = null }, new PublicKey(organism.NewKey()), "ada", organism.Now);
        Assert.That(Lineage.Check([certificate], organism.Rules()), Is.TypeOf<LineageVerdict.Refused>());
    }
}
