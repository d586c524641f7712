using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>At noon, a machine at 2 an hour: 24 until midnight.</summary>
[Category("Invariant 5")]
internal sealed class DayCostTests
{
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly Genes Genes = TestGenes.Of(TestPool.With(TestPool.Command));
    private static readonly PoolMachine Machine = Genes.Machine(TestGenes.Stem1);

    [Test]
    public void Nothing_that_runs_costs_nothing() => Assert.That(DayCost.Of(Roster.Empty, Genes, Now), Is.Zero);

    [TestCase(BirthState.Signed, -2, null, 28)]
    [TestCase(BirthState.Proved, -2, null, 28)]
    [TestCase(BirthState.Tainted, -2, null, 28)]
    [TestCase(BirthState.Undone, -2, -1, 2)]
    [TestCase(BirthState.Proved, -36, -6, 12)]
    [TestCase(BirthState.Proved, -36, -13, 0)]
    public void A_birth_costs_from_its_ticket_to_its_end_or_midnight(BirthState state, double signed, double? ended, double cost) =>
        Assert.That(DayCost.Of(Roster.Empty.With(TestRoster.Birth(1, state) with { Signed = Now.AddHours(signed), Ended = ended is { } hours ? Now.AddHours(hours) : null }), Genes, Now), Is.EqualTo((decimal)cost));

    [Test]
    public void What_is_being_woken_costs_as_if_it_lived() => Assert.That(DayCost.Of(Wakings.Begin(Roster.Empty, Machine, Machine.Power!, null, Role.Health, Now), Genes, Now), Is.EqualTo(24)); // it has power

    [Test]
    public void A_look_that_is_over_costs_what_it_took()
    {
        var looked = Wakings.End(Wakings.Begin(Roster.Empty, Machine, Machine.Power!, null, Role.Health, Now), TestGenes.Stem1, "looked at", Now.AddMinutes(30)); // it has power
        Assert.That(DayCost.Of(looked, Genes, Now.AddHours(1)), Is.EqualTo(1));
        Assert.That(DayCost.Of(looked, Genes, Now.AddDays(1)), Is.Zero, "tomorrow is another day");
    }

    [TestCase(23.9, "limits.costPerDay is 23.9; with stem1.test until midnight (UTC) it would be 24.00.")]
    [TestCase(24, null)]
    public void The_machine_that_is_asked_for_must_fit_in(double limit, string? refusal) => Assert.That(Over(limit, Roster.Empty, null), Is.EqualTo(refusal));

    [Test]
    public void Her_own_reservation_is_not_counted_twice()
    {
        var begun = Wakings.Begin(Roster.Empty, Machine, Machine.Power!, TestRoster.Id(1), Role.Crawler, Now); // it has power
        Assert.That(Over(24, begun, begun.Wakings[TestGenes.Stem1]), Is.Null);
        Assert.That(Over(24, begun, null), Does.EndWith("it would be 48.00."));
    }

    [Test]
    public void Who_lived_there_before_is_not_counted_on() =>
        Assert.That(Over(36, Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Signed = Now.AddHours(-6) }), null), Is.Null);

    private static string? Over(double limit, Roster roster, Waking? own) =>
        DayCost.Over(roster, Genes with { Limits = Genes.Limits with { CostPerDay = (decimal)limit } }, Machine, own, Now);
}
