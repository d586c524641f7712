using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class RosterTests
{
    private static readonly CellId One = TestRoster.Id(1);

    [Test]
    public void A_keeper_starts_above_every_version_that_it_ever_gave()
    {
        Assert.That((Roster.Empty with { Version = 7 }).Anew(TestClock.Noon).Version, Is.EqualTo(TestClock.Noon.ToUnixTimeMilliseconds()));
        var ahead = TestClock.Noon.ToUnixTimeMilliseconds() + 1000;
        Assert.That((Roster.Empty with { Version = ahead }).Anew(TestClock.Noon), Is.EqualTo(Roster.Empty with { Version = ahead + 1, Oldest = ahead + 1, Begun = TestClock.Noon }), "its clock went back");
    }

    [Test]
    public void Since_a_version_are_the_entries_that_changed_after_it()
    {
        var roster = Roster.Empty.With(One, TestRoster.Founder(0), CellState.Alive).With(TestRoster.Id(2), TestRoster.Founder(1), CellState.Alive);
        Assert.That(roster.Since(1).Select(entry => entry.Cell), Is.EqualTo(new[] { TestRoster.Id(2) }));
        Assert.That(roster.Since(2), Is.Empty);
    }

    [Test]
    public void Who_has_not_heard_of_a_forgotten_cells_end_is_older_than_the_oldest_version()
    {
        var roster = Roster.Empty.With(One, TestRoster.Founder(0), CellState.Alive).Turn(One, CellState.Dead, "");
        Assert.That(roster.Without(One).Oldest, Is.EqualTo(roster.Version));
        Assert.That(roster.Without(One).Members, Is.Empty);
    }
}
