using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class BirthLedgerTests
{
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(BirthState.Signed, BirthState.Born)]
    [TestCase(BirthState.Signed, BirthState.Proved)]
    [TestCase(BirthState.Signed, BirthState.Undone)]
    [TestCase(BirthState.Signed, BirthState.Tainted)]
    [TestCase(BirthState.Born, BirthState.Proved)]
    [TestCase(BirthState.Born, BirthState.Tainted)]
    public void A_birth_goes_on(BirthState from, BirthState to)
    {
        var birth = After(from, to, Now + Second);
        Assert.That((birth.State, birth.Detail, birth.Since), Is.EqualTo((to, "told", Now + Second)));
    }

    [TestCase(BirthState.Signed, BirthState.Signed)]
    [TestCase(BirthState.Born, BirthState.Signed)]
    [TestCase(BirthState.Born, BirthState.Born)]
    [TestCase(BirthState.Proved, BirthState.Born)]
    [TestCase(BirthState.Proved, BirthState.Proved)]
    [TestCase(BirthState.Proved, BirthState.Tainted, Description = "a mother from an old copy of her machine")]
    [Category("Invariant 3")]
    public void A_late_or_repeated_report_changes_nothing(BirthState from, BirthState to) => AssertUnchanged(from, to);

    [TestCase(BirthState.Born, BirthState.Undone)]
    [TestCase(BirthState.Proved, BirthState.Undone)]
    [TestCase(BirthState.Tainted, BirthState.Undone)]
    [TestCase(BirthState.Tainted, BirthState.Proved)]
    [TestCase(BirthState.Undone, BirthState.Born)]
    [TestCase(BirthState.Undone, BirthState.Tainted)]
    [Category("Invariant 4")]
    public void What_was_committed_or_came_to_an_end_is_not_undone(BirthState from, BirthState to) => AssertUnchanged(from, to);

    [Test]
    public void What_another_health_cell_knows_of_births_is_learned_and_never_forgotten()
    {
        var mine = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved)).With(TestRoster.Birth(2, BirthState.Signed));
        Birth[] theirs = [TestRoster.Birth(1, BirthState.Signed), TestRoster.Birth(2, BirthState.Born), TestRoster.Birth(3, BirthState.Tainted) with { Detail = "told" }, TestRoster.Birth(4, BirthState.Proved) with { Ended = Now }];
        var both = BirthLedger.Learn(mine, theirs, Now);
        Assert.That(both.Births.Values.OrderBy(birth => birth.Id).Select(birth => birth.State), Is.EqualTo(new[] { BirthState.Proved, BirthState.Born, BirthState.Tainted, BirthState.Proved }));
        Assert.That((both.Taints["stem3.test"].Reason, both.Births["birth-4"].Ended), Is.EqualTo(("told", (DateTimeOffset?)Now)));
        Assert.That(BirthLedger.Learn(both, theirs, Now), Is.SameAs(both), "nothing new");
    }

    [Test]
    public void A_daughter_that_is_held_dead_is_remembered_until_she_is_back()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved)).With(TestRoster.Id(2), TestRoster.Born(1), CellState.Dead);
        var dead = BirthLedger.Deaths(roster, Now);
        Assert.That(dead.Births["birth-1"].Died, Is.EqualTo(Now));
        Assert.That(BirthLedger.Deaths(dead, Now + Second).Births["birth-1"].Died, Is.EqualTo(Now), "once");
        Assert.That(BirthLedger.Deaths(dead.Turn(TestRoster.Id(2), CellState.Alive, ""), Now).Births["birth-1"].Died, Is.Null);
        Assert.That(BirthLedger.Deaths(roster.Turn(TestRoster.Id(2), CellState.Gone, ""), Now).Births["birth-1"].Died, Is.Null, "she ended in order");
    }

    [TestCase(9, 9, 0, true)]
    [TestCase(9, 9, 59, true)]
    [TestCase(9, 9, 61, false, Description = "an hour later")]
    [TestCase(9, 11, 0, false, Description = "one of them lived longer")]
    [TestCase(9, -1, 0, false, Description = "one of them lives")]
    public void Two_daughters_that_died_early_stop_their_mother_for_an_hour(int first, int second, int later, bool stopped)
    {
        var roster = Roster.Empty.With(Died(1, first)).With(Died(2, second)).With(TestRoster.Birth(3, BirthState.Undone));
        var barren = Barren(roster, TestRoster.Id(1), Now.AddMinutes(Math.Max(first, second) + later));
        Assert.That(barren, stopped ? Is.EqualTo("Her last two daughters, on stem1.test and stem2.test, died within 10 min of their births: she bears by her own will again at 2026-03-01 13:09:00Z.") : Is.Null);
        Assert.That(Barren(roster, TestRoster.Id(9), Now), Is.Null, "another mother");
    }

    [Test]
    public void Only_the_last_two_count() =>
        Assert.That(Barren(Roster.Empty.With(Died(1, 1)).With(Died(2, 1)).With(Died(3, -1)), TestRoster.Id(1), Now.AddMinutes(2)), Is.Null);

    [Test]
    public void A_repeated_report_does_not_put_the_proofs_deadline_off()
    {
        var birth = TestRoster.Birth(1, BirthState.Born);
        var roster = BirthLedger.After(Roster.Empty.With(birth), birth, Report(BirthState.Born), Now.AddSeconds(50));
        Assert.That(BirthLedger.Overdue(roster, Now.AddSeconds(61)).Births[birth.Id].State, Is.EqualTo(BirthState.Tainted));
    }

    [Test, Category("Invariant 4")]
    public void A_tainted_birth_taints_its_machine()
    {
        var birth = TestRoster.Birth(1, BirthState.Born);
        Assert.That(BirthLedger.After(Roster.Empty.With(birth), birth, Report(BirthState.Tainted), Now).Taints.Values, Is.EqualTo(new[] { new Taint("stem1.test", "told", Now) }));
    }

    [Test]
    public void An_undone_birth_leaves_its_machine_free()
    {
        var birth = After(BirthState.Signed, BirthState.Undone, Now + Second);
        Assert.That(birth.Ended, Is.EqualTo(Now + Second));
    }

    [Test]
    public void A_living_daughter_is_alive_with_the_proof()
    {
        var birth = TestRoster.Birth(1, BirthState.Born) with { Daughter = TestRoster.Id(2) };
        var roster = Roster.Empty.With(birth).With(TestRoster.Id(2), TestRoster.Born(1), CellState.Newborn);
        var entry = BirthLedger.After(roster, birth, Report(BirthState.Proved), Now).Members[TestRoster.Id(2)].Entry;
        Assert.That((entry.State, entry.Reason), Is.EqualTo((CellState.Alive, "its birth is proved")));
    }

    [Test]
    public void A_new_birth_on_the_machine_ends_the_earlier_ones_that_were_committed()
    {
        var roster = Roster.Empty
            .With(TestRoster.Birth(1, BirthState.Proved) with { Id = "old" })
            .With(TestRoster.Birth(1, BirthState.Signed) with { Id = "promised" })
            .With(TestRoster.Birth(2, BirthState.Proved))
            .With(TestRoster.Birth(1, BirthState.Signed));
        var after = BirthLedger.After(roster, roster.Births["birth-1"], Report(BirthState.Born), Now).Births;
        Assert.That(after.Values.Where(birth => birth.Ended is not null).Select(birth => birth.Id), Is.EqualTo(new[] { "old" }));
    }

    [Test]
    public void A_late_report_on_an_ended_birth_does_not_taint_the_machine_of_the_next()
    {
        var birth = TestRoster.Birth(1, BirthState.Born) with { Ended = Now };
        Assert.That(BirthLedger.After(Roster.Empty.With(birth), birth, Report(BirthState.Tainted), Now).Taints, Is.Empty);
    }

    [TestCase(60, BirthState.Born)]
    [TestCase(61, BirthState.Tainted)]
    [Category("Invariant 3")]
    public void A_birth_that_is_not_proved_in_60_s_is_tainted(double seconds, BirthState state)
    {
        var roster = BirthLedger.Overdue(Roster.Empty.With(TestRoster.Birth(1, BirthState.Born)), Now.AddSeconds(seconds));
        Assert.That((roster.Births["birth-1"].State, roster.Taints.ContainsKey("stem1.test")), Is.EqualTo((state, state == BirthState.Tainted)));
    }

    [Test]
    public void The_taint_says_what_was_not_proved() => Assert.That(
        BirthLedger.Overdue(Roster.Empty.With(TestRoster.Birth(1, BirthState.Born)), Now.AddSeconds(61)).Taints["stem1.test"].Reason,
        Is.EqualTo("Nobody proved within 60 s that the access used for it is useless."));

    [TestCase(0, BirthState.Signed)]
    [TestCase(1, BirthState.Undone)]
    [Category("Invariant 4")]
    public void A_ticket_that_nobody_reported_on_is_undone_after_the_guards_deadline_and_not_before(double seconds, BirthState state)
    {
        var birth = TestRoster.Birth(1, BirthState.Signed);
        var later = BirthLedger.Overdue(Roster.Empty.With(birth), birth.Expires + BirthLedger.Silence + TimeSpan.FromSeconds(seconds));
        Assert.That(later.Births[birth.Id].State, Is.EqualTo(state));
        Assert.That(later.Taints, Is.Empty);
    }

    [TestCase(60, BirthState.Signed)]
    [TestCase(61, BirthState.Tainted)]
    [Category("Invariant 4")]
    public void A_birth_that_nobody_reported_on_and_whose_daughter_lives_is_tainted_a_minute_after_its_ticket(double seconds, BirthState state)
    {
        var birth = TestRoster.Birth(1, BirthState.Signed);
        var roster = Roster.Empty.With(birth).With(TestRoster.Id(2), TestRoster.Born(1), CellState.Newborn);
        Assert.That(BirthLedger.Overdue(roster, birth.Expires.AddSeconds(seconds)).Births[birth.Id].State, Is.EqualTo(state));
    }

    [Test]
    public void The_cell_of_a_machine_seen_blank_is_gone_and_no_other()
    {
        var roster = Roster.Empty.With(TestRoster.Id(1), TestRoster.Born(1), CellState.Alive).With(TestRoster.Id(2), TestRoster.Born(2), CellState.Alive);
        var after = BirthLedger.SeenBlank(roster, TestGenes.Stem1, Now);
        Assert.That(after.Living.Select(entry => entry.Cell), Is.EqualTo(new[] { TestRoster.Id(2) }));
        Assert.That(after.Members[TestRoster.Id(1)].Entry.Reason, Is.EqualTo("its machine was seen blank"));
    }

    [Test]
    public void A_proved_birth_is_never_overdue()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved));
        Assert.That(BirthLedger.Overdue(roster, Now.AddYears(1)), Is.EqualTo(roster));
    }

    [TestCase(BirthState.Signed, false)]
    [TestCase(BirthState.Born, false)]
    [TestCase(BirthState.Proved, false)]
    [TestCase(BirthState.Undone, true)]
    [TestCase(BirthState.Tainted, true)]
    [Category("Invariant 3")]
    public void The_daughter_of_an_undone_or_tainted_birth_has_no_right_to_live(BirthState state, bool ended)
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, state) with { Detail = "why" });
        Assert.That(BirthLedger.Ended(roster, TestRoster.Born(1)), Is.EqualTo(ended ? "why" : null));
    }

    [Test]
    public void A_cell_of_an_unknown_birth_and_a_founder_live()
    {
        Assert.That(BirthLedger.Ended(Roster.Empty, TestRoster.Born(1)), Is.Null);
        Assert.That(BirthLedger.Ended(Roster.Empty, TestRoster.Founder(0)), Is.Null);
    }

    // She comes back from an old copy of her machine, after it was free and had others.
    [Test, Category("Invariant 2")]
    public void The_daughter_of_a_birth_that_has_ended_has_no_right_to_live()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved) with { Ended = Now });
        Assert.That(BirthLedger.Ended(roster, TestRoster.Born(1)), Is.EqualTo("Its birth ended at 2026-03-01 12:00:00Z: the machine was free of it then."));
    }

    [TestCase("birth-2", 1, BirthState.Proved, true)]
    [TestCase("birth-2", 1, BirthState.Born, true)]
    [TestCase("birth-2", 1, BirthState.Signed, false, Description = "it may never have come so far")]
    [TestCase("birth-2", 1, BirthState.Undone, false)]
    [TestCase("birth-0", 1, BirthState.Proved, false, Description = "an older one")]
    [TestCase("birth-2", 2, BirthState.Proved, false, Description = "on another machine")]
    [Category("Invariant 2")]
    public void The_daughter_of_a_forgotten_birth_has_no_right_to_live_once_her_machine_had_a_newer_one(string id, int machine, BirthState state, bool ended)
    {
        var roster = Roster.Empty.With(TestRoster.Birth(machine, state) with { Id = id });
        Assert.That(BirthLedger.Ended(roster, TestRoster.Born(1)), ended ? Is.EqualTo($"A newer birth, {id}, was committed on stem1.test.") : Is.Null);
    }

    [Test]
    public void A_machine_seen_blank_has_no_births()
    {
        var roster = Roster.Empty
            .With(TestRoster.Birth(1, BirthState.Tainted)).With(new Taint("stem1.test", "why", Now))
            .With(TestRoster.Birth(2, BirthState.Tainted)).With(new Taint("stem2.test", "why", Now));
        var after = BirthLedger.SeenBlank(roster, "stem1.test", Now + Second);
        Assert.That((after.Births["birth-1"].Ended, after.Births["birth-2"].Ended), Is.EqualTo(((DateTimeOffset?)(Now + Second), (DateTimeOffset?)null)));
        Assert.That(after.Taints.Keys, Is.EquivalentTo(new[] { "stem1.test", "stem2.test" }), "a person, or a look that finds it well");
        Assert.That(after.Version, Is.EqualTo(roster.Version + 1));
    }

    // Its ticket may still be used: the machine stays promised until it is settled.
    [Test, Category("Invariant 2")]
    public void A_machine_seen_blank_stays_promised_to_a_signed_birth() =>
        Assert.That(BirthLedger.SeenBlank(Roster.Empty.With(TestRoster.Birth(1, BirthState.Signed)), "stem1.test", Now).Births["birth-1"].Ended, Is.Null);

    private static void AssertUnchanged(BirthState from, BirthState to)
    {
        var birth = TestRoster.Birth(1, from);
        var roster = Roster.Empty.With(birth);
        Assert.That(BirthLedger.After(roster, birth, Report(to), Now + Second), Is.EqualTo(roster));
    }

    private static Birth After(BirthState from, BirthState to, DateTimeOffset at)
    {
        var birth = TestRoster.Birth(1, from);
        return BirthLedger.After(Roster.Empty.With(birth), birth, Report(to), at).Births[birth.Id];
    }

    private static BirthReport Report(BirthState state) => new(1, "birth-1", state, null, "told");

    // Minutes after her birth; -1: she lives.
    private static string? Barren(Roster roster, Identity.CellId mother, DateTimeOffset now) => BirthLedger.Barren(roster.Births.Values.Where(birth => birth.Mother == mother), now);

    private static Birth Died(int number, int minutes) => TestRoster.Birth(number, BirthState.Proved) with { Signed = Now.AddSeconds(number), Since = Now, Died = minutes < 0 ? null : Now.AddMinutes(minutes) };
}
