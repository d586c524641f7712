using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>What a cell lives by after root signed its key again, and all that it refuses to live by.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RenewalTests
{
    private static readonly DateTimeOffset Later = TestClock.Noon.AddDays(3);
    private readonly TestOrganism organism = new();
    private readonly TestFolder folder = new();
    private readonly CellCredentials founder;
    private readonly CellCredentials held;

    public RenewalTests()
    {
        founder = organism.Founder();
        held = Begun(organism.Daughter(founder));
    }

    private LineageRules Rules => organism.Rules() with { Now = Later };

    private IdentityFolder Kept => new(folder.At("identity"));

    [TearDown]
    public void Forget()
    {
        folder.Dispose();
        organism.Dispose();
    }

    [Test]
    public void A_renewed_cell_is_the_same_one_of_generation_0()
    {
        var next = Judge(Renewed()) is RenewalVerdict.Renewed(var credentials) ? credentials : throw new AssertionException("refused");
        Assert.That((next.Identity.Id, next.Identity.Machine, next.Identity.Slot, next.Identity.Generation), Is.EqualTo((held.Identity.Id, held.Identity.Machine, held.Identity.Slot, 0)));
        Assert.That(next.Identity.Ancestors, Is.Empty);
        Assert.That(next.Key, Is.SameAs(held.Key));
        Assert.That(Lineage.GenerationsLeft(next.Leaf, 0, organism.Genes.Limits.Generations), Is.EqualTo(organism.Genes.Limits.Generations));
    }

    [Test]
    public void A_renewed_mother_bears_daughters_that_peers_accept()
    {
        var mother = ((RenewalVerdict.Renewed)Judge(Renewed())).Credentials;
        var key = organism.NewKey();
        var daughter = Issuer.Daughter(mother.AsSigner, organism.Id, new PublicKey(key), CellId.New(new TestClock()), new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]), Later);
        var accepted = LineageTests.Identity(Lineage.Check([daughter, .. mother.Chain], Rules));
        Assert.That((accepted.Generation, accepted.Ancestors), Is.EqualTo((1, new[] { mother.Identity.Name })));
    }

    [Test]
    public void The_chain_that_is_held_is_no_news()
    {
        var next = ((RenewalVerdict.Renewed)Judge(Renewed())).Credentials;
        Assert.That(Renewal.Judge(next, next.Chain, Rules), Is.TypeOf<RenewalVerdict.Same>());
        Assert.That(Judge([.. held.Chain]), Is.TypeOf<RenewalVerdict.Same>());
    }

    [Test]
    public void A_chain_for_another_key_is_refused() => Assert.That(Refusal(Signed(organism.NewKey(), held.Identity.Id, Facts, Later)), Is.EqualTo("It is for another key than this cell's."));

    [Test]
    public void A_chain_for_another_id_is_refused()
    {
        var other = CellId.New(new TestClock());
        Assert.That(Refusal(Signed(held.Key, other, Facts, Later)), Is.EqualTo($"It is for {other}; this is cell {held.Identity.Id}."));
    }

    [Test]
    public void A_chain_for_another_machine_is_refused() => Assert.That(
        Refusal(Signed(held.Key, held.Identity.Id, Facts with { Machine = TestGenes.Stem2 }, Later)), Is.EqualTo("It is for stem2.test slot 0; this cell lives on stem1.test slot 0."));

    [Test]
    public void A_chain_with_more_roles_is_refused() => Assert.That(
        Refusal(Signed(held.Key, held.Identity.Id, Facts with { Roles = [Role.Crawler, Role.Health] }, Later)), Is.EqualTo("Its roles are Crawler+Health; this cell has Crawler."));

    // A mother that could renew would undo the count of generations, and outlive her own certificate through her daughters.
    [Test]
    public void A_chain_by_a_mother_is_refused()
    {
        var again = Issuer.Daughter(founder.AsSigner, organism.Id, new PublicKey(held.Key), held.Identity.Id!.Value, Facts, Later); // a cell
        Assert.That(Refusal([again, .. founder.Chain]), Is.EqualTo("It is signed by a mother (generation 1): only root renews."));
    }

    [Test]
    public void A_chain_by_another_organisms_root_is_refused()
    {
        using var stranger = new TestOrganism();
        var forged = Issuer.Founder(stranger.Root, new PublicKey(held.Key), held.Identity.Id!.Value, Facts, 64, Later); // a cell
        Assert.That(Refusal([forged]), Does.StartWith("Every peer would refuse it: not signed by a root"));
    }

    [Test]
    public void The_old_chain_after_a_renewal_is_refused()
    {
        var next = ((RenewalVerdict.Renewed)Judge(Renewed())).Credentials;
        Assert.That(Renewal.Judge(next, held.Chain, Rules), Is.EqualTo(new RenewalVerdict.Refused("It is signed by a mother (generation 1): only root renews.")));
    }

    [TestCase(-1)]
    [TestCase(0)]
    public void A_chain_by_root_that_is_not_newer_than_the_held_one_is_refused(int days)
    {
        var next = ((RenewalVerdict.Renewed)Judge(Renewed())).Credentials;
        var earlier = Signed(held.Key, held.Identity.Id, Facts, Later.AddDays(days));
        Assert.That(((RenewalVerdict.Refused)Renewal.Judge(next, earlier, Rules)).Reason, Does.StartWith("It is not newer than the certificate that is held: that one begins at 2026-03-04 11:55:00Z"));
    }

    [Test]
    public void A_machine_that_left_the_pool_is_refused() =>
        Assert.That(
            Renewal.Judge(held, Renewed(), Rules with { Genes = TestGenes.Of(TestGenes.Text.Replace(TestGenes.Stem1, "elsewhere.test", StringComparison.Ordinal)) }),
            Is.EqualTo(new RenewalVerdict.Refused("Every peer would refuse it: its machine stem1.test is not in the signed pool.")));

    [Test]
    public void Nothing_at_all_is_refused() => Assert.That(Refusal([]), Is.EqualTo("Every peer would refuse it: no certificate below the root."));

    [Test]
    public void What_is_lived_by_is_on_disk_and_told_once()
    {
        Kept.Write(held.Key, held.Chain, held.Roots);
        var living = new LivingIdentity(Kept, held);
        var renewals = 0;
        living.Renewed += () => renewals++;
        var chain = Renewed();
        Assert.That((living.Offer(chain, Rules), living.Offer(chain, Rules)), Is.EqualTo(("", "")));
        Assert.That(renewals, Is.EqualTo(1));
        Assert.That((living.Now.Identity.Serial, Kept.Read(Rules).Identity.Serial), Is.EqualTo((chain[0].SerialNumber, chain[0].SerialNumber)));
    }

    [Test]
    public void What_is_refused_changes_nothing()
    {
        Kept.Write(held.Key, held.Chain, held.Roots);
        var living = new LivingIdentity(Kept, held);
        Assert.That(living.Offer(Signed(organism.NewKey(), held.Identity.Id, Facts, Later), Rules), Is.Not.Empty);
        Assert.That((living.Now, Kept.Read(Rules).Identity.Serial), Is.EqualTo((held, held.Identity.Serial)));
    }

    [Test]
    public void A_chain_that_cannot_be_kept_is_not_lived_by()
    {
        var living = new LivingIdentity(new IdentityFolder(folder.At("nowhere")), held);
        Assert.That(() => living.Offer(Renewed(), Rules), Throws.InstanceOf<IOException>());
        Assert.That(living.Now, Is.SameAs(held));
    }

    [Test]
    public void A_living_request_is_by_the_key_that_is_held()
    {
        var key = BirthRequest.KeyOf(new LivingIdentity(Kept, held).Request());
        Assert.That(key?.ExportSubjectPublicKeyInfo(), Is.EqualTo(held.Key.ExportSubjectPublicKeyInfo()));
    }

    private CertificateFacts Facts => new(held.Identity.Machine, held.Identity.Slot, held.Identity.Roles);

    private IReadOnlyList<X509Certificate2> Renewed() => Signed(held.Key, held.Identity.Id, Facts, Later);

    private IReadOnlyList<X509Certificate2> Signed(System.Security.Cryptography.ECDsa key, CellId? id, CertificateFacts facts, DateTimeOffset now) =>
        [Issuer.Founder(organism.Root, new PublicKey(key), id!.Value, facts, organism.Genes.Limits.Generations, now)]; // a cell

    private RenewalVerdict Judge(IReadOnlyList<X509Certificate2> chain) => Renewal.Judge(held, chain, Rules);

    private string Refusal(IReadOnlyList<X509Certificate2> chain) => Judge(chain) is RenewalVerdict.Refused(var reason) ? reason : "not refused";

    // As it reads from disk.
    private CellCredentials Begun(CellCredentials cell) => cell with { Identity = LineageTests.Identity(Lineage.Check(cell.Chain, organism.Rules())) };
}
