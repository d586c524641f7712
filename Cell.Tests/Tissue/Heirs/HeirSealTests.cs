using Cell.Genome;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

/// <summary>What an heir signs when no health cell lives, and what never.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Invariant 7")]
internal sealed class HeirSealTests
{
    private readonly TestOrganism organism = new(TestClock.Noon, TestGenes.Text.Replace("\"health\": { \"hosts\": [\"founder.test\"]", "\"health\": { \"hosts\": [\"founder.test\", \"stem1.test\", \"stem2.test\"]", StringComparison.Ordinal));
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private readonly TestWill last;
    private TimeSpan? vacant = Vacancy.Enough;

    public HeirSealTests() => last = new TestWill(organism);

    private CellCredentials Second => last.Heirs[1];

    private Bequest Proposal => Propose(last.Ticket);

    [TearDown]
    public void Forget()
    {
        organism.Dispose();
        folder.Dispose();
    }

    [Test]
    public void Signs_when_it_saw_itself_that_no_health_cell_lives()
    {
        var answer = Seal().Sign(Proposal);
        Assert.That(answer.Refusal, Is.Empty);
        Assert.That((Proposal with { Ticket = answer.Envelope }).Read(organism.Rules()).Ticket?.Birth, Is.EqualTo("birth-1"), "with the mother's signature that is most of three");
    }

    [TestCase(null)]
    [TestCase(29)]
    public void Signs_nothing_while_one_may_live(int? seconds)
    {
        vacant = seconds is { } known ? TimeSpan.FromSeconds(known) : null;
        Assert.That(Seal().Sign(Proposal).Refusal, Is.EqualTo("A health cell may live: here not all their ports were closed for 30 s."));
    }

    [Test, Category("Invariant 2")]
    public void Signs_for_one_machine_until_that_is_over_also_after_a_new_start()
    {
        var two = TestWill.Sign(last.Will with { Seats = [TestGenes.Stem1, TestGenes.Stem2] }, last.Testator);
        Bequest On(string machine, string birth) => TestWill.By(last.Ticket with { Birth = birth, Machine = machine, Expires = clock.GetUtcNow() + Ticket.Lifetime }, two, last.Heirs[0]);
        Assert.That(Seal().Sign(On(TestGenes.Stem1, "birth-1")).Refusal, Is.Empty);
        Assert.That(Seal().Sign(On(TestGenes.Stem1, "birth-2")).Refusal, Is.Empty, "the machine itself lets one be");
        Assert.That(Seal().Sign(On(TestGenes.Stem2, "birth-3")).Refusal, Does.StartWith("This cell signed a birth on stem1.test, which counts until"));
        clock.Advance(Ticket.Lifetime + Ticket.GuardDeadline + TimeSpan.FromSeconds(1));
        Assert.That(Seal().Sign(On(TestGenes.Stem2, "birth-3")).Refusal, Is.Empty);
    }

    [Test, Category("Invariant 11")]
    public void A_file_that_cannot_be_read_counts_as_a_birth_and_stops_nobody()
    {
        File.WriteAllText(folder.At("signed-birth.json"), "{ broken");
        Assert.That(Seal().Sign(Proposal).Refusal, Does.StartWith("This cell signed a birth on a machine that "));
    }

    [Test]
    public void Signs_only_by_a_will_that_counts_now_and_names_it()
    {
        clock.Advance(Will.Lifetime + TimeSpan.FromSeconds(1));
        Assert.That(Seal().Sign(Propose(last.Ticket with { Expires = clock.GetUtcNow() + Ticket.Lifetime })).Refusal, Does.StartWith("The will counted from"));
        var without = TestWill.Sign(last.Will with { Heirs = [last.Will.Heirs[0], last.Will.Heirs[2]] }, last.Testator);
        Assert.That(Seal().Sign(TestWill.By(last.Ticket, without, last.Heirs[0])).Refusal, Is.EqualTo("The will does not name this cell."));
        Assert.That(Seal().Sign(TestWill.By(last.Ticket, TestWill.Sign(last.Will, Second), last.Heirs[0])).Refusal, Does.EndWith("which is no health cell."));
    }

    [Test]
    public void The_first_heir_leaves_the_others_time_to_see_it_too_and_the_next_ones_leave_it_time() =>
        Assert.That(last.Heirs.Select(heir => HeirRules.Turn(last.Will, heir.Identity.Id!.Value) - Vacancy.Enough), Is.EqualTo(new[] { 10, 20, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds)))); // cells

    [Test, Category("Invariant 5")]
    public void Keeps_the_limits()
    {
        var full = Roster() with { Cells = Roster().Cells.AddRange(Enumerable.Range(10, organism.Genes.Limits.Cells).Select(number => Entry(Health.TestRoster.Id(number), Health.TestRoster.Born(number)))) };
        Assert.That(Seal(full).Sign(Proposal).Refusal, Is.EqualTo($"limits.cells is {organism.Genes.Limits.Cells}, and so many live."));
        var occupied = Roster() with { Cells = Roster().Cells.Add(Health.TestRoster.Id(9), Entry(Health.TestRoster.Id(9), Health.TestRoster.Born(1)).Value) };
        Assert.That(Seal(occupied).Sign(Proposal).Refusal, Is.EqualTo("stem1.test is occupied."));
    }

    [Test, Category("Invariant 1")]
    public void Signs_only_for_machines_that_the_genome_has_for_health_cells()
    {
        var elsewhere = TestWill.Sign(last.Will with { Seats = [TestGenes.Stem3, TestGenes.Founder] }, last.Testator);
        Assert.That(Seal().Sign(TestWill.By(last.Ticket with { Machine = TestGenes.Stem3 }, elsewhere, last.Heirs[0])).Refusal, Is.EqualTo("stem3.test is no machine that the will names and health.hosts still has."));
        Assert.That(Seal().Sign(TestWill.By(last.Ticket with { Machine = TestGenes.Founder }, elsewhere, last.Heirs[0])).Refusal, Is.EqualTo("founder.test is no machine of the signed pool that may be born on."));
    }

    [Test]
    public void Tells_whom_it_knew_to_live()
    {
        var seal = Seal(Roster() with { Cells = Roster().Cells.Add(Health.TestRoster.Id(9), Entry(Health.TestRoster.Id(9), Health.TestRoster.Born(2)).Value) });
        seal.Sign(Proposal);
        Assert.That(seal.Given?.Known.Select(birth => (birth.Id, birth.State, birth.Daughter)), Is.EqualTo(new[] { ("birth-2", BirthState.Proved, (CellId?)Health.TestRoster.Id(9)) }));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.That(seal.Given, Is.Null, "by then the new one knows better");
    }

    [TestCase("")]
    [TestCase("no ticket")]
    [Category("Invariant 11")]
    public void What_is_no_ticket_is_refused(string text) => Assert.That(Seal().Sign(Proposal with { Ticket = text }).Refusal, Is.EqualTo("The proposal is no ticket."));

    private Bequest Propose(Ticket ticket) => TestWill.By(ticket, last.Signed, last.Heirs[0]);

    private RosterCopy Roster() => RosterCopy.Empty with
    {
        Cells = RosterCopy.Empty.Cells.AddRange(last.Heirs.Select(heir => Entry(heir.Identity.Id!.Value, organism.Self(heir, "").Facts)).Append(Entry(last.Testator.Identity.Id!.Value, organism.Self(last.Testator, "").Facts))), // cells
    };

    private HeirSeal Seal() => Seal(Roster());

    private HeirSeal Seal(RosterCopy roster) => new(organism.Self(Second, ""), organism.Papers(folder, clock), () => roster, () => vacant, folder.At("signed-birth.json"), clock);

    private static KeyValuePair<CellId, RosterEntry> Entry(CellId cell, CellFacts facts) => new(cell, new RosterEntry(cell, 1, CellState.Alive, "test", 1, facts, Health.TestRoster.Vitals));
}
