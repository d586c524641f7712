using System.Net;
using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using CsCheck;
using NUnit.Framework;

namespace Cell.Identity;

/// <summary>Chains that are good, and what peers, addresses and the roster say to them. Forged ones: <see cref="ForgedLineageTests"/>.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LineageTests
{
    private readonly TestOrganism organism = new();

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void A_founder_is_of_generation_0()
    {
        var cell = organism.Founder();
        Assert.That(Identity(Lineage.Check(cell.Chain, organism.Rules())), Is.EqualTo(cell.Identity).Using<CellIdentity>(Same));
    }

    [Test]
    public void A_daughter_counts_her_generation_from_the_founder()
    {
        var daughter = organism.Daughter(organism.Founder());
        var granddaughter = organism.Daughter(daughter, new CertificateFacts(TestGenes.Stem2, 0, [Role.Crawler]));
        Assert.That(Identity(Lineage.Check(granddaughter.Chain, organism.Rules())), Is.EqualTo(granddaughter.Identity).Using<CellIdentity>(Same));
        Assert.That(granddaughter.Identity.Generation, Is.EqualTo(2));
    }

    [Test]
    public void An_operator_is_no_cell()
    {
        var identity = Identity(Lineage.Check(organism.Operator("ada").Chain, organism.RulesFrom("192.0.2.99")));
        Assert.That(identity.IsOperator, Is.True);
        Assert.That(identity.Name, Is.EqualTo("ada"));
        Assert.That(identity.Roles, Is.Empty);
    }

    [Test]
    public void The_root_may_stand_at_the_end_of_the_chain()
    {
        var daughter = organism.Daughter(organism.Founder());
        Assert.That(Lineage.Check([.. daughter.Chain, organism.Root.Certificate], organism.Rules()), Is.TypeOf<LineageVerdict.Accepted>());
    }

    [Test]
    public void A_line_as_long_as_the_limit_is_accepted_to_its_end()
    {
        using var three = new TestOrganism(TestClock.Noon, TestGenes.With("\"limits\": { \"generations\": 3 }"));
        var cell = three.Founder();
        for (var generation = 1; generation <= 3; generation++)
        {
            cell = three.Daughter(cell);
            Assert.That(Identity(Lineage.Check(cell.Chain, three.Rules())).Generation, Is.EqualTo(generation));
        }
    }

    [Test, Category("Invariant 12")]
    public void A_chain_of_another_root_is_refused()
    {
        using var other = new TestOrganism();
        Assert.That(Refusal(Lineage.Check(other.Founder().Chain, organism.Rules())), Is.EqualTo("not signed by a root of this organism"));
    }

    [Test, Category("Invariant 12")]
    public void No_certificate_at_all_is_refused() =>
        Assert.That(Refusal(Lineage.Check([], organism.Rules())), Is.EqualTo("no certificate below the root"));

    [Test, Category("Invariant 12")]
    public void The_root_alone_is_no_cell() =>
        Assert.That(Refusal(Lineage.Check([organism.Root.Certificate], organism.Rules())), Is.EqualTo("no certificate below the root"));

    [Test, Category("Invariant 12")]
    public void An_expired_certificate_is_refused() =>
        Assert.That(
            Refusal(Lineage.Check(organism.Founder().Chain, organism.Rules() with { Now = TestClock.Noon.AddDays(366) })),
            Does.StartWith("the certificate of generation 0 is valid from 2026-03-01 11:55:00Z to 2027-03-01 12:00:00Z, not now"));

    [Test, Category("Invariant 12")]
    public void A_certificate_that_is_not_yet_valid_is_refused() =>
        Assert.That(Refusal(Lineage.Check(organism.Founder().Chain, organism.Rules() with { Now = TestClock.Noon.AddMinutes(-6) })), Does.StartWith("the certificate of generation 0 is valid from"));

    [Test, Category("Invariant 12")]
    public void A_daughter_whose_own_certificate_has_ended_is_refused_though_her_mothers_has_not() =>
        Assert.That(
            Refusal(Lineage.Check(organism.Daughter(organism.Founder()).Chain, organism.Rules() with { Now = TestClock.Noon.AddDays(181) })),
            Does.StartWith("the certificate of generation 1 is valid"));

    [Test, Category("Invariant 12")]
    public void A_stolen_certificate_speaks_from_the_wrong_address()
    {
        var stolen = organism.Daughter(organism.Founder());
        Assert.That(
            Refusal(Lineage.Check(stolen.Chain, organism.RulesFrom("10.77.1.2"))), Is.EqualTo($"cell {stolen.Identity.Name} speaks from 10.77.1.2, which is not an address of stem1.test"));
    }

    [TestCase("10.77.1.1")]
    [TestCase("::ffff:10.77.1.1")]
    public void An_address_of_its_machine_is_right(string address) =>
        Assert.That(Lineage.Check(organism.Daughter(organism.Founder()).Chain, organism.RulesFrom(address)), Is.TypeOf<LineageVerdict.Accepted>());

    [Test, Category("Invariant 1"), Category("Invariant 12")]
    public void A_machine_that_is_not_in_the_signed_pool_is_refused()
    {
        var cell = organism.Daughter(organism.Founder(), new CertificateFacts("elsewhere.test", 0, [Role.Crawler]));
        Assert.That(Refusal(Lineage.Check(cell.Chain, organism.Rules())), Is.EqualTo("its machine elsewhere.test is not in the signed pool"));
    }

    [Test, Category("Invariant 10")]
    public void An_empty_pool_holds_no_machine()
    {
        var rules = organism.Rules() with { Genes = TestGenes.Of("""{ "organism": { "name": "a" } }""") };
        Assert.That(Refusal(Lineage.Check(organism.Founder().Chain, rules)), Is.EqualTo("its machine founder.test is not in the signed pool"));
    }

    [Test, Category("Invariant 10")]
    public void A_machine_without_addresses_speaks_from_nowhere()
    {
        var machine = organism.Genes.Pool.Machines[1] with { Addresses = [] };
        Assert.That(Lineage.Speaks(machine, IPAddress.Parse("10.77.1.1")), Is.False);
    }

    [TestCase(1)]
    [TestCase(-1)]
    [Category("Invariant 2")]
    public void A_born_cell_has_slot_0_only(int slot)
    {
        var cell = organism.Daughter(organism.Founder(), new CertificateFacts(TestGenes.Stem1, slot, [Role.Crawler]));
        Assert.That(Refusal(Lineage.Check(cell.Chain, organism.Rules())), Is.EqualTo($"slot {slot} is not for this kind of cell"));
    }

    [TestCase(9, true)]
    [TestCase(10, false)]
    [TestCase(-1, false)]
    public void Founders_have_slots_0_to_9(int slot, bool good)
    {
        var verdict = Lineage.Check(organism.Founder(new CertificateFacts(TestGenes.Founder, slot, [Role.Api])).Chain, organism.Rules());
        Assert.That(verdict is LineageVerdict.Accepted, Is.EqualTo(good), verdict.ToString());
    }

    [Test]
    public void Nobody_is_born_on_a_founders_box()
    {
        var cell = organism.Daughter(organism.Founder(), new CertificateFacts(TestGenes.Founder, 0, [Role.Crawler]));
        Assert.That(Refusal(Lineage.Check(cell.Chain, organism.Rules())), Is.EqualTo("founder.test is a box of founder cells: nobody is born there"));
    }

    [Test, Category("Invariant 2")]
    public void Another_serial_in_the_roster_for_that_machine_and_slot_refuses()
    {
        var cell = organism.Daughter(organism.Founder());
        var rules = organism.Rules() with { MayHold = identity => identity.Serial != cell.Identity.Serial };
        Assert.That(Refusal(Lineage.Check(cell.Chain, rules)), Is.EqualTo("another certificate is the roster's one for stem1.test slot 0"));
    }

    [Test]
    public void A_daughter_has_no_role_that_her_mother_lacks()
    {
        var mother = organism.Founder(new CertificateFacts(TestGenes.Founder, 0, [Role.Crawler]));
        var cell = organism.Daughter(mother, new CertificateFacts(TestGenes.Stem1, 0, [Role.Crawler, Role.Api]));
        Assert.That(Refusal(Lineage.Check(cell.Chain, organism.Rules())), Is.EqualTo("generation 1 has a role that its mother has not, and no will lets her"));
    }

    [Test]
    public void A_health_cell_bears_every_role()
    {
        var mother = organism.Founder(new CertificateFacts(TestGenes.Founder, 0, [Role.Health]));
        Assert.That(Lineage.Check(organism.Daughter(mother).Chain, organism.Rules()), Is.TypeOf<LineageVerdict.Accepted>());
    }

    [Test, Category("Invariant 12")]
    public void Any_changed_byte_of_a_certificate_is_refused_without_an_exception()
    {
        var cell = organism.Daughter(organism.Founder());
        var good = cell.Leaf.RawData;
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte[1, 255]).Sample((at, flip) =>
        {
            var changed = (byte[])good.Clone();
            changed[at] ^= flip;
            return Load(changed) is not { } leaf || Lineage.Check([leaf, .. cell.Chain.Skip(1)], organism.Rules()) is LineageVerdict.Refused;
        }, iter: 400, threads: 1);
    }

    internal static CellIdentity Identity(LineageVerdict verdict) => verdict is LineageVerdict.Accepted(var identity) ? identity : throw new AssertionException(verdict.ToString());

    internal static string Refusal(LineageVerdict verdict) => verdict is LineageVerdict.Refused(var reason) ? reason : $"not refused: {verdict}";

    private static bool Same(CellIdentity one, CellIdentity other) => one with { Roles = [], Ancestors = [], Key = [] } == other with { Roles = [], Ancestors = [], Key = [] } && one.Key.SequenceEqual(other.Key) && one.Roles.SequenceEqual(other.Roles) && one.Ancestors.SequenceEqual(other.Ancestors);

    private static X509Certificate2? Load(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
