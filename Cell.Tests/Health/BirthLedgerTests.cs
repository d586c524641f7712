using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class BirthLedgerTests
{
    private static readonly DateTimeOffset Noon = TestClock.Noon;
    private static readonly CellId Daughter = CellId.New(TimeProvider.System);
    private static readonly Birth Signed = new("birth-1", TestGenes.Stem1, null, Role.Crawler, Noon, Noon + Ticket.Lifetime, BirthState.Signed, null, null, "");

    [Test]
    public void A_birth_undone_frees_its_machine()
    {
        var roster = After(With(Signed), BirthState.Undone, "refused");
        Assert.That((roster.Births["birth-1"].State, roster.Births["birth-1"].Ended, roster.Births["birth-1"].Detail), Is.EqualTo((BirthState.Undone, (DateTimeOffset?)Noon, "refused")));
        Assert.That(roster.Taints, Is.Empty);
    }

    [Test, Category("Invariant 4")]
    public void A_birth_that_went_wrong_taints_its_machine_with_the_reason()
    {
        var roster = After(With(Signed), BirthState.Tainted, "still open");
        Assert.That(roster.Taints[TestGenes.Stem1], Is.EqualTo(new Taint(TestGenes.Stem1, "still open", Noon)));
        Assert.That(roster.Births["birth-1"].Ended, Is.Null, "nobody saw the machine blank");
    }

    [Test, Category("Invariant 3")]
    public void A_committed_birth_that_nobody_proves_is_tainted_after_its_time()
    {
        var born = With(Signed with { State = BirthState.Born, Daughter = Daughter, Since = Noon });
        Assert.That(BirthLedger.Overdue(born, Noon.AddSeconds(60)).Births["birth-1"].State, Is.EqualTo(BirthState.Born));
        var late = BirthLedger.Overdue(born, Noon.AddSeconds(60.1));
        Assert.That(late.Births["birth-1"].State, Is.EqualTo(BirthState.Tainted));
        Assert.That(late.Taints[TestGenes.Stem1].Reason, Is.EqualTo("Nobody proved within 60 s that the access used for it is useless."));
    }

    [Test, Category("Invariant 2")]
    public void A_machine_stays_promised_until_its_guards_deadline_has_passed()
    {
        var deadline = Signed.Expires + Ticket.GuardDeadline;
        Assert.That(BirthLedger.Overdue(With(Signed), deadline).Births["birth-1"].State, Is.EqualTo(BirthState.Signed));
        var freed = BirthLedger.Overdue(With(Signed), deadline.AddSeconds(0.1)).Births["birth-1"];
        Assert.That((freed.State, freed.Detail), Is.EqualTo((BirthState.Undone, "Nothing was heard of it by the guard's deadline: the machine has undone it.")));
    }

    [TestCase(BirthState.Proved)]
    [TestCase(BirthState.Undone)]
    [TestCase(BirthState.Tainted)]
    public void A_birth_that_came_to_its_end_stays_as_it_is(BirthState state) =>
        Assert.That(BirthLedger.Overdue(With(Signed with { State = state }), Noon.AddDays(1)).Births["birth-1"].State, Is.EqualTo(state));

    [Test]
    public void A_machine_seen_blank_is_free_of_cell_and_taint()
    {
        var tainted = After(With(Signed), BirthState.Tainted, "still open");
        var blank = BirthLedger.SeenBlank(tainted, TestGenes.Stem1, Noon.AddHours(1));
        Assert.That(blank.Taints, Is.Empty);
        Assert.That(blank.Births["birth-1"].Ended, Is.EqualTo(Noon.AddHours(1)));
    }

    [Test, Category("Invariant 2")]
    public void A_ticket_that_may_still_be_used_outlives_the_look_at_a_blank_machine() =>
        Assert.That(BirthLedger.SeenBlank(With(Signed), TestGenes.Stem1, Noon).Births["birth-1"].Ended, Is.Null);

    [Test, Category("Invariant 10")]
    public void A_blank_machine_says_nothing_about_another() =>
        Assert.That(BirthLedger.SeenBlank(After(With(Signed), BirthState.Tainted, "still open"), TestGenes.Stem2, Noon).Taints, Has.Count.EqualTo(1));

    private static Roster With(Birth birth) => Roster.Empty.With(birth);

    private static Roster After(Roster roster, BirthState state, string detail) =>
        BirthLedger.After(roster, roster.Births["birth-1"], new BirthReport(1, "birth-1", state, Daughter, detail), Noon);
}
