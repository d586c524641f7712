using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class FailureDetectorTests
{
    private static readonly CellId One = TestRoster.Id(1);
    private static readonly Roster Alive = Roster.Empty.With(One, TestRoster.Founder(0), CellState.Alive);

    [TestCase(2.9, CellState.Alive)]
    [TestCase(3.1, CellState.Suspect)]
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

    // A checker that was itself held up would bury the living (Lifeguard, section 3).
    [Test]
    public void A_checker_that_is_late_itself_accuses_nobody_and_starts_anew()
    {
        var late = FailureDetector.Check(Alive, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1.1));
        Assert.That(late.Members[One].Entry.State, Is.EqualTo(CellState.Alive));
        Assert.That(FailureDetector.Check(late, TimeSpan.FromSeconds(62), TimeSpan.Zero).Members[One].Entry.State, Is.EqualTo(CellState.Alive));
        Assert.That(FailureDetector.Check(late, TimeSpan.FromSeconds(69), TimeSpan.Zero).Members[One].Entry.State, Is.EqualTo(CellState.Dead));
    }

    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    public void The_dead_and_the_gone_are_forgotten_after_ten_minutes(CellState state)
    {
        var roster = Roster.Empty.With(One, TestRoster.Founder(0), state);
        Assert.That(FailureDetector.Check(roster, TimeSpan.FromSeconds(600), TimeSpan.Zero).Members, Has.Count.EqualTo(1));
        Assert.That(FailureDetector.Check(roster, TimeSpan.FromSeconds(601), TimeSpan.Zero).Members, Is.Empty);
    }

    private static Member Checked(Roster roster, double seconds) => FailureDetector.Check(roster, TimeSpan.FromSeconds(seconds), TimeSpan.Zero).Members[One];
}
