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

    [Test, Category("Invariant 5")]
    public void Who_may_live_votes_until_its_port_is_closed_or_it_is_gone()
    {
        var other = TestRoster.Born(1) with { Roles = [Role.Health] };
        var both = Roster.Empty.With(Self, TestRoster.Founder(0), CellState.Alive).With(Other, other, CellState.Alive)
            .With(TestRoster.Birth(1, BirthState.Proved) with { Role = Role.Health, Daughter = Other });
        string[] two = [TestGenes.Founder, "stem1.test"];
        Assert.That(Electorate(both), Is.EqualTo(two));
        Assert.That(Electorate(both.Turn(Other, CellState.Dead, "silent")), Is.EqualTo(two), "silence is no death");
        Assert.That(Electorate(both with { Members = both.Members.Remove(Other) }), Is.EqualTo(two), "born, and never heard since");
        var closed = FailureDetector.Knocked(both, Other, TimeSpan.FromSeconds(1), closed: true);
        Assert.That(Electorate(closed), Is.EqualTo(two), "it may be starting again");
        Assert.That(Electorate(FailureDetector.Check(closed, TimeSpan.FromSeconds(4), TimeSpan.Zero)), Is.EqualTo(two[..1]));
        Assert.That(Electorate(both.Turn(Other, CellState.Gone, "goodbye")), Is.EqualTo(two[..1]));
    }

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

    private static IReadOnlyList<string> Electorate(Roster roster) => Colleagues.Electorate(roster, TestGenes.Founder, Revocations.None);
}
