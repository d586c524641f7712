using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class PoolRoundsTests
{
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly Genes Genes = TestGenes.Of(TestPool.With(TestPool.Command));
    private static readonly TimeSpan Long = TimeSpan.FromDays(2);

    [Test]
    public void Nobody_is_looked_at_before_everybody_could_be_heard()
    {
        Assert.That(Next(Ended(BirthState.Proved), TimeSpan.FromSeconds(14)), Is.Null);
        Assert.That(Next(Ended(BirthState.Proved), TimeSpan.FromSeconds(15)), Is.EqualTo(new NextLook(Genes.Machine(TestGenes.Stem2), true, false)));
    }

    [TestCase(CellState.Gone, true)]
    [TestCase(CellState.Dead, true)]
    [TestCase(CellState.Alive, false)]
    [TestCase(CellState.Suspect, false)]
    [TestCase(CellState.Newborn, false)]
    public void A_machine_whose_cell_ended_is_looked_at_at_once(CellState state, bool looked)
    {
        var roster = Ended(BirthState.Proved, Now).With(TestRoster.Id(5), TestRoster.Born(2), state);
        Assert.That(Next(roster, TimeSpan.FromMinutes(1))?.Ended ?? false, Is.EqualTo(looked));
    }

    [Test]
    public void A_birth_under_way_is_not_disturbed() => Assert.That(Next(Ended(BirthState.Signed), TimeSpan.FromMinutes(1)), Is.Null);

    [Test]
    public void A_daughter_that_was_just_born_may_not_have_been_heard_yet()
    {
        Assert.That(Next(Ended(BirthState.Born, Now.AddSeconds(-15)), TimeSpan.FromMinutes(1)), Is.Null);
        Assert.That(Next(Ended(BirthState.Born, Now.AddSeconds(-16)), TimeSpan.FromMinutes(1)), Is.Not.Null);
    }

    [TestCase(1, 2)]
    [TestCase(2, 4)]
    [TestCase(8, 256)]
    [TestCase(9, 300)]
    [TestCase(60, 300)]
    public void Looks_in_vain_come_ever_less_often(int misses, double seconds)
    {
        Assert.That(PoolRounds.Pause(misses), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
        var looks = new Dictionary<string, LastLook> { [TestGenes.Stem2] = new(Now.AddSeconds(-seconds), misses), [TestGenes.Stem1] = new(Now, 0) };
        Assert.That(PoolRounds.Next(Ended(BirthState.Proved), Genes, looks, Now - Long, 0, Now)?.Machine.Host, Is.EqualTo(TestGenes.Stem2));
        Assert.That(PoolRounds.Next(Ended(BirthState.Proved), Genes, looks, Now - Long, 0, Now.AddSeconds(-1)), Is.Null);
    }

    [TestCase(239, false)]
    [TestCase(240, true)]
    public void A_spare_machine_is_looked_at_some_minutes_after_the_start(double seconds, bool looked) =>
        Assert.That(Next(Roster.Empty, TimeSpan.FromSeconds(seconds)) is not null, Is.EqualTo(looked));

    [Test]
    public void Spare_machines_come_in_turn_each_once_in_the_time_that_the_genome_says()
    {
        var looks = new Dictionary<string, LastLook> { [TestGenes.Stem1] = new(Now.AddHours(-6), 0), [TestGenes.Stem2] = new(Now.AddHours(-5), 0) };
        Assert.That(Due(looks, Now), Is.EqualTo(TestGenes.Stem1));
        looks[TestGenes.Stem1] = new(Now, 0);
        Assert.That(Due(looks, Now), Is.Null);
        Assert.That(Due(looks, Now.AddHours(1)), Is.EqualTo(TestGenes.Stem2));
    }

    [Test]
    public void With_a_check_of_0s_none_is_looked_at() =>
        Assert.That(PoolRounds.Next(Roster.Empty, Genes with { Pool = Genes.Pool with { Check = TimeSpan.Zero } }, Empty, Now - Long, 0, Now), Is.Null);

    [Test]
    public void A_founders_box_is_never_looked_at() =>
        Assert.That(PoolRounds.Next(Roster.Empty, Genes with { Pool = Genes.Pool with { Machines = [Genes.Machine(TestGenes.Founder)] } }, Empty, Now - Long, 0, Now), Is.Null);

    [TestCase(TaintCause.Birth, false)]
    [TestCase(TaintCause.Check, true)]
    [TestCase(TaintCause.Slow, true)]
    public void A_tainted_one_is_looked_at_if_a_look_can_end_that(TaintCause cause, bool looked)
    {
        var roster = Roster.Empty.With(new Taint(TestGenes.Stem1, "why", Now) { Cause = cause }).With(new Taint(TestGenes.Stem2, "why", Now));
        Assert.That(Next(roster, Long)?.Machine.Host == TestGenes.Stem1, Is.EqualTo(looked));
    }

    [Test, Category("Invariant 5")]
    public void One_that_is_off_is_woken_for_it_once_a_day_at_most()
    {
        var off = Wakings.Seen(Roster.Empty.With(new Taint(TestGenes.Stem2, "why", Now)), TestGenes.Stem1, PowerState.Off, Now);
        Assert.That(Next(off, Long), Is.EqualTo(new NextLook(Genes.Machine(TestGenes.Stem1), false, true)));
        Assert.That(Next(off with { Uses = [new MachineUse(TestGenes.Stem1, Now.AddHours(-23), Now.AddHours(-23), "")] }, Long), Is.Null);
        Assert.That(Next(off with { Uses = [new MachineUse(TestGenes.Stem1, Now.AddHours(-25), Now.AddHours(-25), "")] }, Long), Is.Not.Null);
    }

    // Its guard switches it off after a cell's end only.
    [TestCase("none")]
    [TestCase("poweroff")]
    public void One_that_no_health_cell_can_put_to_sleep_is_not_woken_for_it(string sleep)
    {
        var off = Wakings.Seen(Roster.Empty.With(new Taint(TestGenes.Stem2, "why", Now)), TestGenes.Stem1, PowerState.Off, Now);
        Assert.That(PoolRounds.Next(off, TestGenes.Of(TestPool.With($$"""{ "wake": "command", "sleep": "{{sleep}}" }""")), Empty, Now - Long, 0, Now), Is.Null);
    }

    private static Dictionary<string, LastLook> Empty => [];

    private static string? Due(Dictionary<string, LastLook> looks, DateTimeOffset now) => PoolRounds.Next(Roster.Empty, Genes, looks, Now - Long, 0.5, now)?.Machine.Host;

    private static NextLook? Next(Roster roster, TimeSpan age) => PoolRounds.Next(roster, Genes, Empty, Now - age, 0, Now);

    private static Roster Ended(BirthState state) => Ended(state, Now.AddHours(-1));

    private static Roster Ended(BirthState state, DateTimeOffset since) => Roster.Empty.With(TestRoster.Birth(2, state) with { Since = since, Daughter = TestRoster.Id(5) }).With(new Taint(TestGenes.Stem1, "other", Now));
}
