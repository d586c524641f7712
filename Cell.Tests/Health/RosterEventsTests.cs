using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class RosterEventsTests
{
    private static readonly Roster One = Roster.Empty.With(TestRoster.Id(2), TestRoster.Born(1), CellState.Alive);

    [Test]
    public void The_same_roster_tells_nothing() => Assert.That(RosterEvents.Between(One, One), Is.Empty);

    [Test]
    public void A_new_cell_is_told_with_role_and_generation()
    {
        var news = RosterEvents.Between(Roster.Empty, One).Single();
        Assert.That((news.Kind, news.Machine, news.Cell, news.What), Is.EqualTo((EventKind.Alive, "stem1.test", TestRoster.Id(2), "crawler of generation 1: test")));
    }

    [TestCase(CellState.Suspect, EventKind.Suspect)]
    [TestCase(CellState.Dead, EventKind.Dead)]
    [TestCase(CellState.Gone, EventKind.Gone)]
    public void A_turn_is_told_with_its_reason(object state, object kind)
    {
        var news = RosterEvents.Between(One, One.Turn(TestRoster.Id(2), (CellState)state, "silent for 9.0 s")).Single();
        Assert.That((news.Kind, news.What), Is.EqualTo(((EventKind)kind, "crawler of generation 1: silent for 9.0 s")));
    }

    [Test]
    public void Vitals_alone_are_no_news()
    {
        var member = One.Members[TestRoster.Id(2)];
        Assert.That(RosterEvents.Between(One, One.With(member with { Sequence = 2, Entry = member.Entry with { Vitals = TestRoster.Vitals with { Pages = 11 } } })), Is.Empty);
    }

    [Test]
    public void A_births_steps_are_told()
    {
        var signed = Roster.Empty.With(TestRoster.Birth(1, BirthState.Signed));
        var undone = signed.With(TestRoster.Birth(1, BirthState.Undone) with { Detail = "the link broke" });
        Assert.That(RosterEvents.Between(Roster.Empty, signed).Single().Kind, Is.EqualTo(EventKind.Ticket));
        var news = RosterEvents.Between(signed, undone).Single();
        Assert.That((news.Kind, news.What), Is.EqualTo((EventKind.Undone, $"birth birth-1 of a crawler by {TestRoster.Id(1)}: the link broke")));
    }

    [Test]
    public void A_taint_and_its_end_are_told()
    {
        var tainted = One.With(new Taint("stem1.test", "nobody proved it", TestClock.Noon));
        var cleared = tainted with { Version = tainted.Version + 1, Taints = tainted.Taints.Clear() };
        Assert.That(RosterEvents.Between(One, tainted).Select(news => (news.Kind, news.What)), Is.EqualTo(new[] { (EventKind.Tainted, "nobody proved it") }));
        Assert.That(RosterEvents.Between(tainted, cleared).Select(news => (news.Kind, news.Machine)), Is.EqualTo(new[] { (EventKind.Cleared, "stem1.test") }));
    }
}
