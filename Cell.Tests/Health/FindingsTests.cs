using Cell.Genome;
using Cell.Mitosis;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class FindingsTests
{
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly DateTimeOffset Earlier = Now.AddSeconds(-1);
    private static readonly Genes Genes = TestGenes.Of(TestPool.With(TestPool.Command));
    private static readonly PoolMachine Stem1 = Genes.Machine(TestGenes.Stem1);
    private static readonly PoolMachine Stem2 = Genes.Machine(TestGenes.Stem2);
    private static readonly Greeting Well = new(1, BinaryGene.Architecture, "glibc-2.36", 8_000_000, true, true, true, 0, Now);

    [Test]
    public void A_machine_that_greets_as_a_blank_one_is_well() => Assert.That(Of(Well), Is.EqualTo(new Finding("", true, false) { Relics = 0 }));

    [TestCase(301, "The clock of stem2.test is 5m ahead: set it.")]
    [TestCase(-7200, "The clock of stem2.test is 2h behind: set it.")]
    [TestCase(299, "")]
    public void A_wrong_clock_is_told(double seconds, string trouble) =>
        Assert.That(Findings.Of(Stem2, new Sight(SightKind.Greeted, Well, "", TimeSpan.Zero, TimeSpan.FromSeconds(seconds))).Trouble, Is.EqualTo(trouble));

    [Test]
    public void An_unfit_one_is_told_why() => Assert.That(Of(Well with { FreeKiB = 1024 }).Trouble, Does.StartWith("stem2.test has 1 MiB free"));

    [Test, Category("Invariant 4")]
    public void One_that_says_it_is_taken_is_not_blank() => Assert.That(Of(Well with { Blank = false }), Has.Property(nameof(Finding.Blank)).False.And.Property(nameof(Finding.Trouble)).Contains("`cell pool clean stem2.test`"));

    [TestCase(SightKind.Unreachable, true)]
    [TestCase(SightKind.KeyRefused, false)]
    [TestCase(SightKind.HostKeyChanged, false)]
    [TestCase(SightKind.Strange, false)]
    public void What_does_not_greet_is_not_blank(SightKind kind, bool silent) =>
        Assert.That(Findings.Of(Stem2, new Sight(kind, null, "why", TimeSpan.Zero, null)), Is.EqualTo(new Finding("why", false, silent)));

    [Test]
    public void A_bad_machine_is_tainted_and_a_well_one_is_not_any_more()
    {
        var bad = After(Roster.Empty, Stem2, new Finding("its disk is full", false, false));
        Assert.That(bad.Taints[TestGenes.Stem2], Is.EqualTo(new Taint(TestGenes.Stem2, "its disk is full", Now) { Cause = TaintCause.Check }));
        Assert.That(After(bad, Stem2, new Finding("", true, false)).Taints, Is.Empty);
    }

    [Test]
    public void A_machine_bad_for_another_reason_is_tainted_for_that_one_since_the_first()
    {
        var bad = After(After(Roster.Empty, Stem2, new Finding("its disk is full", false, false)), Stem2, new Finding("its clock", true, false));
        Assert.That((bad.Taints[TestGenes.Stem2].Reason, bad.Taints[TestGenes.Stem2].Since), Is.EqualTo(("its clock", Now)));
    }

    [Test]
    public void A_slow_one_is_well_again() => Assert.That(After(Roster.Empty.With(new Taint(TestGenes.Stem2, "slow", Now) { Cause = TaintCause.Slow }), Stem2, new Finding("", true, false)).Taints, Is.Empty);

    [Test, Category("Invariant 3")]
    public void The_taint_of_an_unproved_birth_is_ended_by_no_look()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(2, BirthState.Tainted) with { Signed = Earlier.AddHours(-1) }).With(new Taint(TestGenes.Stem2, "not proved", Now));
        var after = After(roster, Stem2, new Finding("", true, false));
        Assert.That(after.Taints[TestGenes.Stem2].Reason, Is.EqualTo("not proved"));
        Assert.That(after.Births["birth-2"].Ended, Is.EqualTo(Now), "what it cost ends");
    }

    [Test]
    public void A_silent_cell_whose_machine_is_blank_is_gone()
    {
        var after = After(Dead(2), Stem2, new Finding("", true, false));
        Assert.That(after.Births["birth-2"].Ended, Is.EqualTo(Now));
        Assert.That(after.Powers, Is.Empty);
    }

    [TestCase("none", PowerState.On)]
    [TestCase("command", PowerState.Tired)]
    [TestCase("poweroff", PowerState.Off)]
    public void One_that_can_be_switched_is_put_to_sleep_then_or_does_so_itself(string sleep, PowerState state)
    {
        var machine = TestGenes.Of(TestPool.With($$"""{ "wake": "command", "sleep": "{{sleep}}" }""")).Machine(TestGenes.Stem1);
        Assert.That(After(Dead(1), machine, new Finding("", true, false)).Powers[TestGenes.Stem1].State, Is.EqualTo(state));
    }

    [Test]
    public void One_that_is_silent_and_can_be_switched_is_off() => Assert.That(After(Roster.Empty, Stem1, new Finding("", false, true)).Powers[TestGenes.Stem1].State, Is.EqualTo(PowerState.Off));

    // A mother may come while somebody looks: the pool key is refused because a cell lives there now.
    [Test, Category("Invariant 2")]
    public void A_birth_that_was_signed_since_the_look_began_is_left_alone()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(2, BirthState.Proved) with { Signed = Earlier });
        Assert.That(After(roster, Stem2, new Finding("", true, false)), Is.EqualTo(roster), "not ended");
        Assert.That(After(roster, Stem2, new Finding("refused", false, false)), Is.EqualTo(roster), "not tainted");
    }

    [Test]
    public void A_machine_that_may_hold_a_cell_is_not_tainted_for_refusing_the_key() =>
        Assert.That(After(Dead(2), Stem2, new Finding("refused", false, false)).Taints, Is.Empty);

    private static Finding Of(Greeting greeting) => Findings.Of(Stem2, new Sight(SightKind.Greeted, greeting, "", TimeSpan.Zero, TimeSpan.Zero));

    private static Roster Dead(int stem) => Roster.Empty.With(TestRoster.Birth(stem, BirthState.Proved) with { Signed = Earlier.AddHours(-1), Daughter = TestRoster.Id(5) }).With(TestRoster.Id(5), TestRoster.Born(stem), CellState.Dead);

    private static Roster After(Roster roster, PoolMachine machine, Finding finding) => Findings.After(roster, machine, finding, ordered: true, Earlier, Now);
}
