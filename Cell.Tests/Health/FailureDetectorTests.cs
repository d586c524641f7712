using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class FailureDetectorTests
{
    private static readonly CellId One = TestRoster.Id(1);
    private static readonly Roster Alive = Roster.Empty.With(One, TestRoster.Founder(0), CellState.Alive);

    [TestCase(1.5, CellState.Alive)]
    [TestCase(2.5, CellState.Suspect)]
    [TestCase(7.9, CellState.Suspect)]
    [TestCase(8.1, CellState.Dead)]
    public void Silence_makes_first_a_suspect_and_then_a_dead_cell(double seconds, CellState state) =>
        Assert.That(Checked(Alive, seconds).Entry.State, Is.EqualTo(state));

    [Test]
    public void The_reason_says_how_long_it_was_silent() => Assert.That(Checked(Alive, 8.1).Entry.Reason, Is.EqualTo("silent for 8.1 s"));

    [Test]
    public void A_suspect_dies_of_longer_silence() => Assert.That(Checked(Alive.Turn(One, CellState.Suspect, ""), 8.1).Entry.State, Is.EqualTo(CellState.Dead));

    [Test]
    public void A_silent_newborn_dies_but_is_no_suspect()
    {
        var newborn = Roster.Empty.With(One, TestRoster.Born(1), CellState.Newborn);
        Assert.That(Checked(newborn, 5).Entry.State, Is.EqualTo(CellState.Newborn));
        Assert.That(Checked(newborn, 8.1).Entry.State, Is.EqualTo(CellState.Dead));
    }

    [TestCase(CellState.Gone)]
    [TestCase(CellState.Dead)]
    public void Who_is_gone_stays_as_it_is(CellState state) => Assert.That(Checked(Roster.Empty.With(One, TestRoster.Founder(0), state), 100).Entry.State, Is.EqualTo(state));

    [Test]
    public void A_closed_port_is_a_suspicion_at_once_and_a_death_after_three_seconds()
    {
        var closed = FailureDetector.Knocked(Alive, One, Seconds(1.3), closed: true);
        Assert.That((closed.Members[One].Entry.State, closed.Members[One].Entry.Reason), Is.EqualTo((CellState.Suspect, "its port is closed")));
        Assert.That(Checked(FailureDetector.Knocked(closed, One, Seconds(2.6), closed: true), 4.2).Entry.State, Is.EqualTo(CellState.Suspect), "a restart takes a while");
        Assert.That((Checked(closed, 4.3).Entry.State, Checked(closed, 4.3).Entry.Reason), Is.EqualTo((CellState.Dead, "its port has been closed for 3.0 s")));
    }

    [Test]
    public void A_port_that_is_open_again_ends_it()
    {
        var back = FailureDetector.Knocked(FailureDetector.Knocked(Alive, One, Seconds(1.3), closed: true), One, Seconds(3), closed: false);
        Assert.That(Checked(back, 5).Entry.State, Is.EqualTo(CellState.Suspect));
    }

    [Test]
    public void A_heartbeat_is_better_knowledge_than_an_older_try()
    {
        var heard = Alive.With(Alive.Members[One] with { Heard = Seconds(2) });
        Assert.That(FailureDetector.Knocked(heard, One, Seconds(1.9), closed: true), Is.SameAs(heard));
        Assert.That(FailureDetector.Witnessed(heard, One, Seconds(1.9), 3, reached: false), Is.SameAs(heard));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Who_no_witness_reaches_is_dead_sooner(int answered)
    {
        var missed = FailureDetector.Witnessed(Alive, One, Seconds(2.5), answered, reached: false);
        Assert.That(Checked(missed, 4.4).Entry.State, Is.EqualTo(CellState.Suspect));
        Assert.That((Checked(missed, 4.6).Entry.State, Checked(missed, 4.6).Entry.Reason), Is.EqualTo((CellState.Dead, $"silent for 4.6 s, and no witness of {answered} reaches it")));
    }

    [Test]
    public void Whom_a_witness_reaches_is_not_dead_as_long_as_that_word_is_fresh()
    {
        var reached = FailureDetector.Witnessed(Alive, One, Seconds(2.5), 3, reached: true);
        Assert.That(Checked(reached, 12.4).Entry.State, Is.EqualTo(CellState.Suspect));
        Assert.That(Checked(reached, 12.6).Entry.State, Is.EqualTo(CellState.Dead));
    }

    [Test]
    public void Witnesses_that_know_nothing_say_nothing() => Assert.That(FailureDetector.Witnessed(Alive, One, Seconds(2.5), 0, reached: false), Is.SameAs(Alive));

    // A checker that was itself held up would bury the living (Lifeguard, section 3).
    [Test]
    public void A_checker_that_is_late_itself_accuses_nobody_and_starts_anew()
    {
        var closed = FailureDetector.Knocked(Alive, One, Seconds(1.3), closed: true);
        var late = FailureDetector.Check(closed, Seconds(60), Seconds(1.1));
        Assert.That(late.Members[One].Entry.State, Is.EqualTo(CellState.Suspect));
        Assert.That(FailureDetector.Check(late, Seconds(67.9), TimeSpan.Zero).Members[One].Entry.State, Is.EqualTo(CellState.Suspect));
        Assert.That(FailureDetector.Check(late, Seconds(69), TimeSpan.Zero).Members[One].Entry.State, Is.EqualTo(CellState.Dead));
    }

    [Category("Invariant 10")]
    [TestCase(2, 10, true)]
    [TestCase(3, 20, false, Description = "15 % is not more than 15 %")]
    [TestCase(1, 3, false)]
    [TestCase(50, 100, true)]
    public void Too_many_that_are_silent_and_nobody_knows_why_are_not_held_dead_for_five_minutes(int silent, int all, bool frozen)
    {
        var roster = Silent(silent, all, Seconds(10));
        var soon = FailureDetector.Check(roster, Seconds(10), TimeSpan.Zero);
        Assert.That(soon.Frozen is not null, Is.EqualTo(frozen));
        Assert.That(soon.Living.Count(), Is.EqualTo(frozen ? all : all - silent));
        var later = Silent(silent, all, Seconds(311)) with { Frozen = soon.Frozen };
        Assert.That(FailureDetector.Check(later, Seconds(311), TimeSpan.Zero).Living.Count(), Is.EqualTo(all - silent));
    }

    // A hundred that were cut off do not all come back in the same quarter of a second.
    [Test, Category("Invariant 5")]
    public void When_most_are_back_the_last_ones_are_given_time_too()
    {
        var frozen = FailureDetector.Check(Silent(3, 10, Seconds(60)), Seconds(60), TimeSpan.Zero);
        var last = frozen.Members.Values.Where(member => member.Heard == TimeSpan.Zero).Select(member => member.Entry.Cell).First();
        var back = frozen.Members.Values.Where(member => member.Entry.Cell != last).Aggregate(frozen, (roster, member) => roster.With(member with { Heard = Seconds(61) }));
        var thawed = FailureDetector.Check(back, Seconds(61), TimeSpan.Zero);
        Assert.That((thawed.Frozen, thawed.Living.Count()), Is.EqualTo(((TimeSpan?)null, 10)));
        Assert.That(FailureDetector.Check(thawed, Seconds(62), TimeSpan.Zero).Living.Count(), Is.EqualTo(10));
        var others = thawed.Members.Values.Where(member => member.Entry.Cell != last).Aggregate(thawed, (roster, member) => roster.With(member with { Heard = Seconds(70) }));
        Assert.That(FailureDetector.Check(others, Seconds(70), TimeSpan.Zero).IsLiving(last), Is.False, "but no more than anybody");
    }

    [Test]
    public void It_thaws_when_they_are_heard_again_or_their_silence_is_explained()
    {
        var frozen = FailureDetector.Check(Silent(3, 10, Seconds(10)), Seconds(10), TimeSpan.Zero);
        var heard = frozen.Members.Values.Aggregate(frozen, (roster, member) => roster.With(member with { Heard = Seconds(10) }));
        Assert.That(FailureDetector.Check(heard, Seconds(10.5), TimeSpan.Zero).Frozen, Is.Null);
        var closed = frozen.Members.Values.Where(member => member.Heard == TimeSpan.Zero).Aggregate(frozen, (roster, member) => FailureDetector.Knocked(roster, member.Entry.Cell, Seconds(8), closed: true));
        var explained = FailureDetector.Check(closed, Seconds(11.2), TimeSpan.Zero);
        Assert.That((explained.Frozen, explained.Living.Count()), Is.EqualTo(((TimeSpan?)null, 7)));
    }

    [TestCase(CellState.Gone)]
    [TestCase(CellState.Dead)]
    public void The_dead_and_the_gone_are_forgotten_after_ten_minutes(CellState state)
    {
        var roster = Roster.Empty.With(One, TestRoster.Born(1), state);
        Assert.That(FailureDetector.Check(roster, Seconds(600), TimeSpan.Zero).Members, Has.Count.EqualTo(1));
        Assert.That(FailureDetector.Check(roster, Seconds(601), TimeSpan.Zero).Members, Is.Empty);
    }

    // Behind a cut it may live, and its place counts.
    [Test, Category("Invariant 5")]
    public void A_silent_founder_is_forgotten_when_another_came_in_its_place()
    {
        var roster = Roster.Empty.With(One, TestRoster.Founder(0), CellState.Dead);
        Assert.That(FailureDetector.Check(roster, Seconds(601), TimeSpan.Zero).Members, Has.Count.EqualTo(1));
        var followed = roster.With(TestRoster.Id(2), TestRoster.Founder(0), CellState.Alive);
        Assert.That(FailureDetector.Check(followed, Seconds(601), TimeSpan.Zero).Members.Keys, Is.EqualTo(new[] { TestRoster.Id(2) }));
    }

    // The others were heard just now.
    private static Roster Silent(int silent, int all, TimeSpan now) => Enumerable.Range(1, all).Aggregate(Roster.Empty, (roster, number) =>
    {
        var with = roster.With(TestRoster.Id(number), TestRoster.Born(number), CellState.Alive);
        return number <= silent ? with : with.With(with.Members[TestRoster.Id(number)] with { Heard = now });
    });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Member Checked(Roster roster, double seconds) => FailureDetector.Check(roster, Seconds(seconds), TimeSpan.Zero).Members[One];
}
