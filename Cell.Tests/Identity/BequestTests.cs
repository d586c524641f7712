using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>A health cell of a mother that is none counts only by the last ones' will and most of its heirs.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BequestTests
{
    private static readonly CertificateFacts Seat = new(TestGenes.Stem1, 0, [Role.Health]);

    private readonly TestOrganism organism = new();
    private readonly TestWill last;

    public BequestTests() => last = new TestWill(organism);

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void Most_heirs_let_one_of_them_bear_a_health_cell()
    {
        var chain = last.Borne(last.Heirs[0], last.By(last.Heirs[0], last.Heirs[2]), Seat);
        Assert.That(Refusal(chain), Is.Empty);
        Assert.That(chain[0].RawData, Has.Length.LessThan(8 * 1024), "it goes with every handshake");
    }

    [Test]
    public void What_she_bears_is_of_the_organism_as_any()
    {
        var born = last.Borne(last.Heirs[0], last.By(last.Heirs[0], last.Heirs[1]), Seat);
        var credentials = new CellCredentials(last.Heirs[0].Identity, last.Heirs[0].Key, born, organism.Roots);
        Assert.That(Refusal([.. born.Take(1)]), Is.EqualTo("not signed by a root of this organism"));
        Assert.That(Refusal(credentials.Chain), Is.Empty);
    }

    [Test]
    public void It_counts_for_as_long_as_her_certificate_whatever_became_of_the_will()
    {
        var chain = last.Borne(last.Heirs[0], last.By(last.Heirs[0], last.Heirs[1]), Seat);
        Assert.That(Refusal(chain, organism.Rules() with { Now = organism.Now.AddDays(100) }), Is.Empty);
    }

    [Test, Category("Invariant 7")]
    public void Without_a_will_no_mother_passes_on_a_role_that_she_has_not() =>
        Assert.That(Refusal(last.Borne(last.Heirs[0], null, Seat)), Is.EqualTo("generation 1 has a role that its mother has not, and no will lets her"));

    [Test, Category("Invariant 7")]
    public void One_heir_is_never_enough()
    {
        Assert.That(Refused(last.By(last.Heirs[0])), Does.EndWith("1 of 3 heirs signed; it needs 2"));
        Assert.That(Refused(last.By(last.Heirs[0], last.Heirs[0])), Does.EndWith("1 of 3 heirs signed; it needs 2"), "one that signs twice is one");
        var alone = last.Will with { Heirs = [last.Will.Heirs[0]] };
        Assert.That(Refused(TestWill.By(last.Ticket, TestWill.Sign(alone, last.Testator), last.Heirs[0])), Does.EndWith("1 of 1 heirs signed; it needs 2"), "not even an only one");
    }

    [Test, Category("Invariant 7")]
    public void Who_is_no_heir_signs_in_vain()
    {
        var stranger = organism.Founder(new CertificateFacts(TestGenes.Founder, 7, [Role.Crawler]));
        Assert.That(Refused(last.By(last.Heirs[0], stranger)), Does.EndWith("1 of 3 heirs signed; it needs 2"));
    }

    [Test, Category("Invariant 7")]
    public void A_will_counts_only_from_a_health_cell_of_this_organism()
    {
        using var other = new TestOrganism();
        Assert.That(Refused(TestWill.By(last.Ticket, TestWill.Sign(last.Will, last.Heirs[2]), [.. last.Heirs])), Does.EndWith("which is no health cell"));
        Assert.That(Refused(TestWill.By(last.Ticket, TestWill.Sign(last.Will, other.Founder()), [.. last.Heirs])), Does.EndWith("the line of who wrote the will is not good: not signed by a root of this organism"));
        Assert.That(Refused(TestWill.By(last.Ticket, last.Signed with { Testator = [.. organism.Founder().Chain.Select(link => link.RawData)] }, [.. last.Heirs])), Does.EndWith("the will is not signed by who is said to have written it"));
        Assert.That(Refused(TestWill.By(last.Ticket, last.Signed with { Testator = [[1, 2, 3]] }, [.. last.Heirs])), Does.Contain("the line of who wrote the will cannot be read"));
        Assert.That(Refused(TestWill.By(last.Ticket, TestWill.Sign(last.Will, organism.Operator("op")), [.. last.Heirs])), Does.EndWith("which is no health cell"));
    }

    [Test]
    public void A_revoked_health_cells_will_does_not_count()
    {
        var revoked = Revocations.None.With(new Revocation(RevokedKind.Cell, last.Testator.Identity.Name, "stolen", organism.Now));
        var chain = last.Borne(last.Heirs[0], last.By(last.Heirs[0], last.Heirs[1]), Seat);
        Assert.That(Refusal(chain, organism.Rules() with { Revoked = revoked }), Does.Contain("is revoked since"));
    }

    [Test]
    public void The_box_of_who_wrote_it_may_have_left_the_pool()
    {
        var chain = last.Borne(last.Heirs[0], last.By(last.Heirs[0], last.Heirs[1]), Seat);
        var rules = organism.Rules();
        var without = rules.Genes with { Pool = rules.Genes.Pool with { Machines = [.. rules.Genes.Pool.Machines.Where(machine => !machine.Founder)] } };
        Assert.That(Refusal(chain, rules with { Genes = without }), Is.Empty);
    }

    [Test, Category("Invariant 7")]
    public void A_ticket_lets_just_its_own_birth_be()
    {
        var enough = last.Heirs.Take(2).ToArray();
        Assert.That(Refusal(last.Borne(last.Heirs[1], last.By(enough), Seat)), Does.EndWith("the will lets another birth be"), "another mother");
        Assert.That(Refusal(last.Borne(last.Heirs[0], last.By(enough), Seat with { Machine = TestGenes.Stem2 })), Does.EndWith("the will lets another birth be"), "another machine");
        Assert.That(Refusal(last.Borne(last.Heirs[0], last.By(enough), Seat with { Roles = [Role.Api, Role.Health] })), Does.EndWith("the will lets another birth be"), "more roles");
        Assert.That(Refusal(last.Borne(last.Heirs[0], TestWill.By(last.Ticket with { Role = Role.Api }, last.Signed, enough), Seat with { Roles = [Role.Api] })), Does.EndWith("not for a health cell of this organism"));
        Assert.That(Refusal(last.Borne(last.Heirs[0], TestWill.By(last.Ticket with { Machine = TestGenes.Stem2 }, last.Signed, enough), Seat with { Machine = TestGenes.Stem2 })), Does.EndWith("the will does not name stem2.test"));
    }

    [Test, Category("Invariant 7")]
    public void Neither_will_nor_ticket_counts_later()
    {
        var enough = last.Heirs.Take(2).ToArray();
        var late = last.Ticket with { Expires = last.Will.Expires + GenomeAdoption.Skew + Ticket.Lifetime + TimeSpan.FromSeconds(1) };
        Assert.That(Refused(TestWill.By(late, last.Signed, enough)), Does.EndWith("the will did not count any more"));
        var lasting = last.Will with { Expires = organism.Now.AddDays(1) };
        Assert.That(Refused(TestWill.By(last.Ticket, TestWill.Sign(lasting, last.Testator), enough)), Does.EndWith("is to last for too long"));
        var afterwards = Issuer.Daughter(last.Heirs[0].AsSigner with { Bequest = last.By(enough) }, organism.Id, new PublicKey(organism.NewKey()), CellId.New(new TestClock()), Seat, organism.Now.AddHours(1));
        Assert.That(Refusal([afterwards, .. last.Heirs[0].Chain], organism.Rules() with { Now = organism.Now.AddHours(2) }), Does.EndWith("it was not signed when the will let it"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"will":{"envelope":"","testator":null},"ticket":""}""")]
    [TestCase("""{"will":{"envelope":"e30=","testator":[null]},"ticket":"{}"}""")]
    [Category("Invariant 11")]
    public void What_is_no_will_is_none(string text)
    {
        var request = new CertificateRequest("CN=x", organism.NewKey(), System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(last.By(last.Heirs[0]).ToExtension().Oid!, System.Text.Encoding.UTF8.GetBytes(text), critical: false)); // just made with one
        using var certificate = request.CreateSelfSigned(organism.Now, organism.Now.AddDays(1));
        Assert.That(Bequest.Bars(certificate, "x", Seat, organism.Rules()), Is.Not.Null);
    }

    private string Refused(Bequest bequest) => Refusal(last.Borne(last.Heirs[0], bequest, Seat));

    private string Refusal(IReadOnlyList<X509Certificate2> chain) => Refusal(chain, organism.Rules());

    private static string Refusal(IReadOnlyList<X509Certificate2> chain, LineageRules rules) => Lineage.Check(chain, rules) is LineageVerdict.Refused(var reason) ? reason : "";
}
