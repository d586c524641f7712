using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RevocationListTests
{
    private readonly TestOrganism organism = new();

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void A_revoked_cell_takes_her_whole_line_with_her_and_not_her_sisters()
    {
        var founder = organism.Founder();
        var mother = organism.Daughter(founder);
        var sister = organism.Daughter(founder, new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]));
        var granddaughter = organism.Daughter(organism.Daughter(mother), new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]));
        var rules = organism.Rules() with { Revoked = Revoked(RevokedKind.Cell, mother.Identity.Name) };
        Assert.That(Lineage.Check(mother.Chain, rules), Is.InstanceOf<LineageVerdict.Refused>());
        Assert.That(Reason(Lineage.Check(granddaughter.Chain, rules)), Does.Contain($"cell {mother.Identity.Name} is revoked"));
        Assert.That(Lineage.Check(sister.Chain, rules), Is.InstanceOf<LineageVerdict.Accepted>());
        Assert.That(Lineage.Check(founder.Chain, rules), Is.InstanceOf<LineageVerdict.Accepted>());
    }

    [Test]
    public void One_operator_certificate_is_out_and_another_of_the_same_name_is_not()
    {
        var lost = organism.Operator("ann");
        var rules = organism.Rules() with { Revoked = Revoked(RevokedKind.Operator, lost.Identity.Serial) };
        Assert.That(Lineage.Check(lost.Chain, rules), Is.InstanceOf<LineageVerdict.Refused>());
        Assert.That(Lineage.Check(organism.Operator("ann").Chain, rules), Is.InstanceOf<LineageVerdict.Accepted>());
    }

    [Test]
    public void Versions_go_up_only_and_not_in_leaps()
    {
        var held = Revocations.None with { Version = 5 };
        Assert.That(Judge(held, Signed(5 + SignedVersions.MostJump)).Refusal, Is.Empty);
        Assert.That(Judge(held, Signed(5 + SignedVersions.MostJump + 1)).Refusal, Does.Contain("more than 1000 above 5"));
        Assert.That(Judge(held, Signed(4)).Refusal, Does.Contain("no way back"));
    }

    [Test]
    public void The_same_list_is_no_news_and_another_of_that_version_is_refused()
    {
        var list = Revoked(RevokedKind.Cell, "a");
        var bytes = list.ToList(organism.Id, organism.Now).Sign(organism.Root.Key);
        var (adopted, _) = Judge(Revocations.None, bytes);
        Assert.That(Judge(adopted!, bytes), Is.EqualTo((adopted, "")));
        Assert.That(Judge(adopted!, Signed(1)).Refusal, Does.Contain("another list with the same version"));
    }

    [Test]
    public void Only_a_root_signs_it()
    {
        var bytes = Revocations.None.With(Entry(RevokedKind.Cell, "a")).ToList(organism.Id, organism.Now).Sign(organism.Founder().Key);
        Assert.That(Judge(Revocations.None, bytes).Refusal, Does.Contain("not signed by a root"));
    }

    [Test]
    public void The_working_root_revokes_no_root_and_the_recovery_root_only_that_one()
    {
        var working = Revoked(RevokedKind.Root, Roots.KeyId(organism.Roots[0])).ToList(organism.Id, organism.Now);
        var recovery = Revoked(RevokedKind.Root, Roots.KeyId(organism.Roots[1])).ToList(organism.Id, organism.Now);
        Assert.That(Judge(Revocations.None, working.Sign(organism.Root.Key)).Refusal, Does.Contain("Only the recovery root"));
        Assert.That(Judge(Revocations.None, recovery.Sign(organism.Root.Key)).Refusal, Does.Contain("Only the recovery root"));
        Assert.That(Judge(Revocations.None, recovery.Sign(organism.RecoveryKey)).Refusal, Does.Contain("Only the recovery root"));
        Assert.That(Judge(Revocations.None, working.Sign(organism.RecoveryKey)).Refusal, Is.Empty);
    }

    [Test]
    public void A_revoked_root_signs_no_more_lists_and_carries_no_more_cells()
    {
        var revoked = Revoked(RevokedKind.Root, Roots.KeyId(organism.Roots[0]));
        Assert.That(Judge(revoked, revoked.With(Entry(RevokedKind.Cell, "a")).ToList(organism.Id, organism.Now).Sign(organism.Root.Key)).Refusal, Does.Contain("not signed by a root"));
        Assert.That(Reason(Lineage.Check(organism.Daughter(organism.Founder()).Chain, organism.Rules() with { Revoked = revoked })), Does.Contain("root"));
    }

    [Test]
    public void What_was_adopted_is_still_there_after_a_restart()
    {
        using var folder = new TestFolder();
        var clock = new TestClock();
        var living = new LivingRevocations(folder.At("list"), organism.Id, organism.Roots, clock);
        var bytes = Revoked(RevokedKind.Cell, "a").ToList(organism.Id, organism.Now).Sign(organism.Root.Key);
        var changes = 0;
        living.Changed += () => changes++;
        Assert.That(living.Offer(bytes), Is.Empty);
        Assert.That(living.Offer(bytes), Is.Empty);
        var again = new LivingRevocations(folder.At("list"), organism.Id, organism.Roots, clock);
        again.Open();
        Assert.That(again.Now.Of(RevokedKind.Cell, "a"), Does.Contain("stolen"));
        Assert.That(changes, Is.EqualTo(1));
    }

    private (Revocations? Adopted, string Refusal) Judge(Revocations held, byte[] bytes) => RevocationList.Judge(held, bytes, organism.Id, organism.Roots, organism.Now);

    private byte[] Signed(int version) => (Revocations.None with { Version = version }).ToList(organism.Id, organism.Now).Sign(organism.Root.Key);

    private static string Reason(LineageVerdict verdict) => verdict is LineageVerdict.Refused(var reason) ? reason : "accepted";

    private Revocations Revoked(RevokedKind kind, string id) => Revocations.None.With(Entry(kind, id));

    private Revocation Entry(RevokedKind kind, string id) => new(kind, id, "stolen", organism.Now);
}
