using System.Collections.Immutable;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class ColleaguesTests
{
    private static readonly CellId Self = TestRoster.Id(1);
    private static readonly CellId Other = TestRoster.Id(2);

    [TestCase(CellState.Alive, 1)]
    [TestCase(CellState.Dead, 1)]
    [TestCase(CellState.Gone, 0)]
    public void A_health_cell_counts_until_it_said_goodbye(object state, int count) =>
        Assert.That(Count(Roster.Empty.With(Self, TestRoster.Founder(0), CellState.Alive).With(Other, TestRoster.Founder(1), (CellState)state)), Is.EqualTo(count));

    [Test]
    public void A_crawler_is_no_colleague() => Assert.That(Count(Roster.Empty.With(Other, TestRoster.Born(1), CellState.Alive)), Is.Zero);

    [Test]
    public void One_that_was_born_and_never_heard_since_counts_until_its_machine_was_seen_blank()
    {
        var birth = TestRoster.Birth(1, BirthState.Proved) with { Role = Role.Health, Daughter = Other };
        Assert.That(Count(Roster.Empty.With(birth)), Is.EqualTo(1));
        Assert.That(Count(Roster.Empty.With(birth with { Ended = TestClock.Noon })), Is.Zero);
        Assert.That(Count(Roster.Empty.With(birth with { Daughter = Self })), Is.Zero, "its own birth");
    }

    [Test]
    public void A_revoked_one_counts_no_more()
    {
        var revoked = Revocations.None.With(new Revocation(RevokedKind.Cell, Other.ToString(), "stolen", TestClock.Noon));
        var birth = TestRoster.Birth(1, BirthState.Proved) with { Role = Role.Health, Daughter = Other };
        var roster = Roster.Empty.With(birth).With(Other, TestRoster.Founder(1), CellState.Dead);
        Assert.That(Colleagues.Count(roster, Self, revoked), Is.Zero);
    }

    private static int Count(Roster roster) => Colleagues.Count(roster, Self, Revocations.None);
}
