using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

/// <summary>What root signs, and for whom never.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RenewalRulesTests
{
    private readonly TestOrganism organism = new();
    private readonly CellCredentials founder;
    private readonly CellCredentials cell;

    public RenewalRulesTests()
    {
        founder = organism.Founder();
        cell = organism.Daughter(founder);
    }

    [TearDown]
    public void Forget() => organism.Dispose();

    [Test]
    public void The_cell_of_the_roster_is_signed_with_what_its_certificate_says()
    {
        var (grant, refusal) = Judge(Asked(cell), Entry(cell));
        Assert.That(refusal, Is.Empty);
        Assert.That(grant?.Key.ExportSubjectPublicKeyInfo(), Is.EqualTo(cell.Key.ExportSubjectPublicKeyInfo()));
        Assert.That((grant?.Identity.Id, grant?.Identity.Machine, grant?.Identity.Generation), Is.EqualTo((cell.Identity.Id, TestGenes.Stem1, 1)));
    }

    [Test]
    public void One_that_was_renewed_since_the_roster_saw_it_is_signed_again()
    {
        var renewed = Issuer.Founder(organism.Root, BirthRequest.KeyOf(BirthRequest.Create(cell.Key))!, cell.Identity.Id!.Value, new CertificateFacts(TestGenes.Stem1, 0, [Role.Crawler]), 64, organism.Now.AddMinutes(1)); // its own key
        var asked = Asked(cell) with { Chain = Pem.Text([renewed]) };
        Assert.That(Judge(asked, Entry(cell)).Refusal, Is.Empty);
    }

    [Test]
    public void Without_the_key_of_its_certificate_nothing_is_signed() =>
        Assert.That(Judge(Asked(cell) with { Request = BirthRequest.Create(organism.NewKey()) }, Entry(cell)).Refusal, Is.EqualTo("its request is by another key than its certificate's"));

    [Test]
    public void A_request_that_was_changed_is_refused()
    {
        var request = BirthRequest.Create(cell.Key);
        request[^1] ^= 1;
        Assert.That(Judge(Asked(cell) with { Request = request }, Entry(cell)).Refusal, Is.EqualTo("its request is not signed by a P-256 key"));
    }

    [Test]
    public void Another_cell_at_that_address_is_refused() =>
        Assert.That(Judge(Asked(cell), Entry(founder)).Refusal, Is.EqualTo($"its certificate is of {cell.Identity.Id}, the roster has {founder.Identity.Id} there"));

    [Test]
    public void A_certificate_that_is_not_the_rosters_one_is_refused()
    {
        var entry = Entry(cell);
        Assert.That(
            Judge(Asked(cell), entry with { Facts = entry.Facts with { Serial = "AB" } }).Refusal, Is.EqualTo($"its certificate {cell.Identity.Serial} is not the roster's one, AB"));
    }

    [Test]
    public void A_cell_that_claims_another_place_is_refused()
    {
        var entry = Entry(cell);
        Assert.That(Judge(Asked(cell), entry with { Facts = entry.Facts with { Machine = TestGenes.Stem2 } }).Refusal, Does.Contain("the roster has it on stem2.test slot 0"));
    }

    [Test]
    public void A_stranger_is_refused()
    {
        using var stranger = new TestOrganism();
        Assert.That(Judge(Asked(stranger.Founder()), Entry(cell)).Refusal, Is.EqualTo("its certificate is not good: not signed by a root of this organism"));
    }

    [TestCase("")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [Category("Invariant 11")]
    public void What_is_no_certificate_is_refused(string pem) => Assert.That(Judge(Asked(cell) with { Chain = pem }, Entry(cell)).Refusal, Is.EqualTo("it shows no certificates that can be read"));

    [Test]
    public void A_revoked_cell_is_refused()
    {
        var revoked = Revocations.None.With(new Revocation(RevokedKind.Cell, cell.Identity.Name, "stolen", organism.Now));
        Assert.That(RenewalRules.Judge(Asked(cell), Entry(cell), organism.Rules() with { Revoked = revoked }).Refusal, Does.Contain("is revoked"));
    }

    [Test]
    public void A_machine_that_left_the_pool_is_named()
    {
        var genes = TestGenes.Of(TestGenes.Text.Replace(TestGenes.Stem1, "elsewhere.test", StringComparison.Ordinal));
        Assert.That(RenewalRules.Refusal(Entry(cell), genes), Is.EqualTo("stem1.test is not in the signed pool any more: root signs nothing for it"));
        Assert.That(RenewalRules.Refusal(Entry(cell), organism.Genes), Is.Null);
    }

    [Test, Category("Invariant 3")]
    public void A_newborn_is_refused() =>
        Assert.That(RenewalRules.Refusal(Entry(cell) with { State = CellState.Newborn, Reason = "why" }, organism.Genes), Does.StartWith("it is a newborn"));

    [Test]
    public void The_end_of_an_id_is_enough_when_it_is_one_cells()
    {
        RosterEntry[] cells = [Entry(cell), Entry(founder)];
        Assert.That(RenewCommand.Choose(cells, cell.Identity.Id!.Value.Short).Single().Cell, Is.EqualTo(cell.Identity.Id)); // a cell
        Assert.That(RenewCommand.Choose(cells, cell.Identity.Name).Single().Cell, Is.EqualTo(cell.Identity.Id));
        Assert.That(RenewCommand.Choose(cells, null), Has.Count.EqualTo(2));
        Assert.That(() => RenewCommand.Choose(cells, "nobody"), Throws.TypeOf<CommandFailure>().With.Property("Code").EqualTo(ExitCode.No));
        var twins = new[] { Entry(cell), Entry(cell) with { Cell = CellId.Parse("11111111-0000-7000-8000-" + cell.Identity.Name[^12..]) } };
        Assert.That(() => RenewCommand.Choose(twins, cell.Identity.Id.Value.Short), Throws.TypeOf<CommandFailure>().With.Property("Code").EqualTo(ExitCode.Usage));
    }

    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    [Category("Invariant 10")]
    public void Only_the_living_are_renewed(CellState state) => Assert.That(() => RenewCommand.Choose([Entry(cell) with { State = state }], null), Throws.TypeOf<CommandFailure>());

    [TestCase(new[] { ExitCode.Done, ExitCode.Done }, ExitCode.Done)]
    [TestCase(new[] { ExitCode.Done, ExitCode.Refused }, ExitCode.Refused)]
    [TestCase(new[] { ExitCode.Refused, ExitCode.Unreachable }, ExitCode.Unreachable)]
    public void A_part_that_failed_shows_in_the_exit_code(ExitCode[] ends, ExitCode code) =>
        Assert.That(RenewCommand.CodeOf([.. ends.Select(end => new RenewalEnd(end, ""))]), Is.EqualTo(code));

    private (RenewalGrant? Grant, string Refusal) Judge(RenewalRequest asked, RosterEntry entry) => RenewalRules.Judge(asked, entry, organism.Rules() with { Now = organism.Now.AddMinutes(2) });

    private static RenewalRequest Asked(CellCredentials cell) => new(1, BirthRequest.Create(cell.Key), Pem.Text(cell.Chain));

    private RosterEntry Entry(CellCredentials cell) =>
        new(cell.Identity.Id!.Value, 1, CellState.Alive, "", 1, organism.Self(cell, "").Facts, TestRoster.Vitals); // a cell
}
