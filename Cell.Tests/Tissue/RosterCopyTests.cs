using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class RosterCopyTests
{
    private static readonly CellId One = TestRoster.Id(1);
    private static readonly CellId Two = TestRoster.Id(2);

    [Test]
    public void Takes_in_what_changed()
    {
        var copy = Copy(5, Entry(One, CellState.Alive)).With(Answer(6, Entry(Two, CellState.Alive)));
        Assert.That((copy.Version, copy.Cells.Count), Is.EqualTo((6L, 2)));
    }

    [Test]
    public void Of_several_health_cells_the_one_that_hears_a_cell_is_right()
    {
        var mine = Copy(5, Entry(One, CellState.Suspect), Entry(Two, CellState.Newborn));
        var other = Copy(9, Entry(One, CellState.Alive));
        var both = RosterCopy.Of([mine, other]);
        Assert.That((both.Cells[One].State, both.Cells[Two].State, both.Version), Is.EqualTo((CellState.Alive, CellState.Newborn, 5L)));
        Assert.That(RosterCopy.Of([mine, Copy(9, Entry(One, CellState.Alive) with { Incarnation = -1 })]).Cells[One].State, Is.EqualTo(CellState.Suspect), "a later incarnation is known here");
        Assert.That(RosterCopy.Of([mine]), Is.SameAs(mine));
        Assert.That(RosterCopy.Of([]), Is.SameAs(RosterCopy.Empty));
    }

    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    public void Forgets_who_ended(CellState state) => Assert.That(Copy(5, Entry(One, CellState.Alive)).With(Answer(6, Entry(One, state))).Cells, Is.Empty);

    [Test]
    public void Forgets_what_a_whole_roster_does_not_name()
    {
        var copy = Copy(5, Entry(One, CellState.Alive)).With(Answer(9, Entry(Two, CellState.Alive)) with { Whole = true });
        Assert.That(copy.Cells.Keys, Is.EqualTo(new[] { Two }));
    }

    [Test, Category("Invariant 10")]
    public void A_whole_roster_without_cells_is_empty_and_nobody_may_work()
    {
        var copy = Copy(5, Entry(One, CellState.Alive)).With(Answer(9) with { Whole = true });
        Assert.That(copy.Cells, Is.Empty);
        Assert.That(copy.MayWork(One), Is.False);
        Assert.That(copy.Of(Role.Health), Is.Empty);
    }

    [TestCase(CellState.Newborn, false)]
    [TestCase(CellState.Alive, true)]
    [TestCase(CellState.Suspect, true)]
    [Category("Invariant 3")]
    public void A_newborn_may_not_work(CellState state, bool may) => Assert.That(Copy(1, Entry(One, state)).MayWork(One), Is.EqualTo(may));

    [Test, Category("Invariant 10")]
    public void Who_is_not_on_the_roster_may_not_work() => Assert.That(RosterCopy.Empty.MayWork(One), Is.False);

    [TestCase(CellState.Newborn, 0)]
    [TestCase(CellState.Alive, 1)]
    [TestCase(CellState.Suspect, 1)]
    public void The_cells_of_a_role_are_proved_ones(CellState state, int count) => Assert.That(Copy(1, Entry(One, state)).Of(Role.Api).Count(), Is.EqualTo(count));

    [Test]
    public void The_cells_of_a_role_come_in_the_order_of_their_ids() =>
        Assert.That(Copy(1, Entry(Two, CellState.Alive), Entry(One, CellState.Alive)).Of(Role.Crawler).Select(entry => entry.Cell), Is.EqualTo(new[] { One, Two }));

    [TestCase(TestGenes.Founder, 0, "F0", true)]
    [TestCase(TestGenes.Founder, 0, "other", false)]
    [TestCase(TestGenes.Founder, 1, "other", true)]
    [TestCase(TestGenes.Stem1, 0, "other", true)]
    [Category("Invariant 2")]
    public void At_a_machine_and_slot_that_are_known_there_is_one_certificate(string machine, int slot, string serial, bool may) =>
        Assert.That(
            Copy(1, Entry(One, CellState.Alive)).MayHold(TestRoster.Sender(Two, TestRoster.Founder(slot) with { Machine = machine, Serial = serial })), Is.EqualTo(may));

    [TestCase(0, 1, true, Description = "by root, and newer")]
    [TestCase(0, 0, false, Description = "as old as the known one")]
    [TestCase(0, -1, false, Description = "the one before the renewal")]
    [TestCase(1, 1, false, Description = "by a mother")]
    [Category("Invariant 2")]
    public void Root_renews_the_cell_at_its_place_and_nobody_brings_the_old_certificate_back(int generation, int days, bool may)
    {
        var known = Copy(1, Entry(One, CellState.Alive) with { Facts = TestRoster.Founder(0) with { CertificateBegins = TestClock.Noon } });
        var other = TestRoster.Sender(One, TestRoster.Founder(0) with { Serial = "other", Generation = generation }) with { Begins = TestClock.Noon.AddDays(days) };
        Assert.That(known.MayHold(other), Is.EqualTo(may));
        Assert.That(known.Outlived(other), may ? Is.Null : Is.EqualTo("Another certificate is the roster's one for founder.test slot 0: connect anew."));
        Assert.That(known.MayHold(other with { Id = Two }), Is.False, "of another cell");
    }

    [Test]
    public void An_operator_stands_on_no_roster() =>
        Assert.That(Copy(1, Entry(One, CellState.Alive)).Outlived(TestRoster.Sender(One, TestRoster.Founder(0)) with { Id = null, Serial = "op" }), Is.Null);

    private static RosterCopy Copy(long version, params RosterEntry[] entries) => RosterCopy.Empty.With(Answer(version, entries));

    private static HeartbeatAnswer Answer(long version, params RosterEntry[] entries) => new(1, true, "", "n", null, 1, version, entries, new Dictionary<Role, Aggregate>());

    private static RosterEntry Entry(CellId cell, CellState state) => new(cell, 1, state, "", 1, TestRoster.Founder(0), TestRoster.Vitals);
}
