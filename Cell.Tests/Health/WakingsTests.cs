using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>A ticket for a machine that can be switched: reserved, woken, signed.</summary>
internal sealed class WakingsTests
{
    private static readonly CellId Mother = TestRoster.Id(1);
    private static readonly CellId Other = TestRoster.Id(2);
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly Roster Two = Roster.Empty.With(Mother, TestRoster.Founder(0), CellState.Alive).With(Other, TestRoster.Founder(1), CellState.Alive);
    private static readonly Genes Genes = TestGenes.Of(TestPool.With(TestPool.Command));
    private static readonly PoolMachine Machine = Genes.Machine(TestGenes.Stem1);

    [Test]
    public void A_machine_that_can_be_switched_is_woken_before_the_ticket() => Assert.That(Judge(Two, Mother, TestGenes.Stem1), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "") { Wake = true }));

    [Test]
    public void One_that_always_runs_is_not() => Assert.That(Judge(Two, Mother, TestGenes.Stem2).Wake, Is.False);

    [Test]
    public void Once_it_is_on_the_ticket_is_signed() =>
        Assert.That(Judge(Wakings.Woken(Begun(Mother), TestGenes.Stem1, Now), Mother, TestGenes.Stem1), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "")));

    [Test]
    public void A_mother_without_a_wish_gets_the_one_that_is_being_woken_for_her() =>
        Assert.That(Judge(Wakings.Woken(Begun(Mother), TestGenes.Stem1, Now), Mother, ""), Is.EqualTo(new TicketVerdict(TestGenes.Stem1, "")));

    [Test, Category("Invariant 2")]
    public void Two_mothers_after_the_same_sleeping_machine_one_gets_it()
    {
        Assert.That(Judge(Begun(Mother), Other, TestGenes.Stem1).Refusal, Is.EqualTo($"stem1.test is being switched on for cell {Mother}."));
        Assert.That(Judge(Begun(Mother), Other, ""), Is.EqualTo(new TicketVerdict(TestGenes.Stem2, "")), "the other one gets another");
    }

    [TestCase("\"population\": { \"crawler\": { \"max\": 3 } }", "population.crawler.max is 3, and so many live or are being born.")]
    [TestCase("\"limits\": { \"cells\": 3 }", "limits.cells is 3, and so many live or are being born.")]
    [TestCase("\"limits\": { \"birthsPerHour\": 1, \"costPerDay\": 1000 }", "limits.birthsPerHour is 1, and so many tickets were signed in the last hour.")]
    [Category("Invariant 5")]
    public void What_is_being_woken_counts_as_a_birth(string section, string refusal)
    {
        var genes = TestPool.With(TestPool.Command, section);
        genes = section.Contains("limits", StringComparison.Ordinal) ? genes.Replace("\"limits\": { \"costPerDay\": 1000 },", "", StringComparison.Ordinal) : genes;
        Assert.That(Judge(Begun(Mother), Other, TestGenes.Stem2, genes).Refusal, Is.EqualTo(refusal));
        Assert.That(Judge(Begun(Mother), Mother, TestGenes.Stem1, genes.Replace("\"cells\": 3", "\"cells\": 3, \"costPerDay\": 1000", StringComparison.Ordinal)).Refusal, Is.Empty, "her own is not counted twice");
    }

    [Test]
    public void A_look_gives_way_to_a_birth_and_what_it_cost_is_kept()
    {
        var looked = Wakings.Woken(Wakings.Begin(Two, Machine, Machine.Power!, null, Role.Health, Now), TestGenes.Stem1, Now);
        Assert.That(Judge(looked, Mother, TestGenes.Stem1).Wake, Is.True);
        var taken = Wakings.Begin(looked, Machine, Machine.Power!, Mother, Role.Crawler, Now.AddMinutes(1));
        Assert.That((taken.Wakings[TestGenes.Stem1].Mother, taken.Wakings[TestGenes.Stem1].On), Is.EqualTo(((CellId?)Mother, true)));
        Assert.That(taken.Uses, Is.EqualTo(new[] { new MachineUse(TestGenes.Stem1, Now, Now.AddMinutes(1), "looked at") }));
    }

    [Test, Category("Invariant 4")]
    public void What_does_not_boot_is_tainted_until_a_check_and_its_mother_is_told_why()
    {
        var failed = Wakings.Failed(Begun(Mother), TestGenes.Stem1, "stem1.test did not boot within 30s.", Now.AddSeconds(30));
        Assert.That(failed.Wakings, Is.Empty);
        Assert.That(failed.Taints[TestGenes.Stem1].Cause, Is.EqualTo(TaintCause.Check));
        Assert.That(Judge(failed, Mother, TestGenes.Stem1).Refusal, Does.EndWith(": stem1.test did not boot within 30s."));
        Assert.That(Judge(failed, Mother, ""), Is.EqualTo(new TicketVerdict(TestGenes.Stem2, "")), "without a wish she gets another");
    }

    [TestCase(30, true)]
    [TestCase(31, false)]
    public void A_mother_that_asks_no_more_loses_it_and_it_goes_to_sleep(double seconds, bool kept)
    {
        var asked = Wakings.Asked(Wakings.Woken(Begun(Mother), TestGenes.Stem1, Now), TestGenes.Stem1, Now.AddSeconds(10));
        var after = Wakings.Overdue(asked, Now.AddSeconds(10 + seconds));
        Assert.That(after.Wakings.ContainsKey(TestGenes.Stem1), Is.EqualTo(kept));
        Assert.That(after.Powers[TestGenes.Stem1].State, Is.EqualTo(kept ? PowerState.On : PowerState.Tired));
    }

    [Test]
    public void A_look_that_fell_with_its_health_cell_ends_too()
    {
        var looked = Wakings.Begin(Two, Machine, Machine.Power!, null, Role.Health, Now);
        Assert.That(Wakings.Overdue(looked, Now.AddSeconds(150)).Wakings, Is.Not.Empty);
        Assert.That(Wakings.Overdue(looked, Now.AddSeconds(151)).Wakings, Is.Empty);
    }

    private static Roster Begun(CellId mother) => Wakings.Begin(Two, Machine, Machine.Power!, mother, Role.Crawler, Now); // it has power

    private static TicketVerdict Judge(Roster roster, CellId mother, string machine) => Judge(roster, mother, machine, TestPool.With(TestPool.Command));

    private static TicketVerdict Judge(Roster roster, CellId mother, string machine, string genes) =>
        TicketRules.Judge(roster, new SignedGenome(1, Now, Now.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene>(), genes, TestGenes.Of(genes)), new TicketRequest(1, mother, machine, Role.Crawler, true), Now);
}
