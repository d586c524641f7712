using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RosterFileTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public void Without_a_file_the_roster_is_empty() => Assert.That(File().Read(), Is.EqualTo(Roster.Empty));

    [Test]
    public void Births_taints_and_version_read_back_as_they_were_written()
    {
        var birth = TestRoster.Birth(1, BirthState.Tainted) with { Daughter = TestRoster.Id(2), Since = TestClock.Noon.AddSeconds(3), Detail = "why" };
        var roster = Roster.Empty.With(birth).With(TestRoster.Birth(2, BirthState.Undone) with { Mother = null, Ended = TestClock.Noon }).With(new Taint("stem1.test", "why", TestClock.Noon)) with { Version = 77 };
        File().Write(roster);
        var read = File().Read();
        Assert.That(read.Births.Values, Is.EquivalentTo(roster.Births.Values));
        Assert.That(read.Taints.Values, Is.EqualTo(roster.Taints.Values));
        Assert.That((read.Version, read.Members.Count), Is.EqualTo((77L, 0)));
    }

    [Test]
    public void What_is_known_of_power_and_its_cost_reads_back_as_it_was_written()
    {
        var waking = new Waking("stem1.test", TestRoster.Id(1), Role.Crawler, TestClock.Noon, TestClock.Noon.AddMinutes(2)) { Asked = TestClock.Noon.AddSeconds(5) };
        var roster = Wakings.Seen(Roster.Empty, "stem2.test", PowerState.Off, TestClock.Noon).With(new Taint("stem3.test", "why", TestClock.Noon) { Cause = TaintCause.Check }) with
        {
            Wakings = Roster.Empty.Wakings.SetItem(waking.Machine, waking),
            Uses = [new MachineUse("stem2.test", TestClock.Noon, TestClock.Noon.AddMinutes(1), "looked at")],
        };
        File().Write(roster);
        var read = File().Read();
        Assert.That((read.Wakings.Values.Single(), read.Powers.Values.Single(), read.Uses.Single(), read.Taints.Values.Single()), Is.EqualTo((waking, roster.Powers.Values.Single(), roster.Uses[0], roster.Taints.Values.Single())));
    }

    // Its mother could not ask meanwhile, and the machine may have fallen too.
    [Test]
    public void After_a_restart_a_machine_that_was_being_woken_still_is()
    {
        var waking = new Waking("stem1.test", TestRoster.Id(1), Role.Crawler, TestClock.Noon, TestClock.Noon.AddMinutes(2)) { On = true };
        var roster = (Roster.Empty with { Wakings = Roster.Empty.Wakings.SetItem(waking.Machine, waking) }).Anew(TestClock.Noon.AddSeconds(40));
        Assert.That(Wakings.Overdue(roster, TestClock.Noon.AddSeconds(41)).Wakings["stem1.test"], Is.EqualTo(waking with { On = false, Asked = TestClock.Noon.AddSeconds(40) }));
    }

    [Test]
    public void Quarantines_clearances_and_the_age_of_the_ledger_read_back_as_they_were_written()
    {
        var one = new Quarantine(TestRoster.Id(1), "why", TestClock.Noon, TestClock.Noon.AddDays(1));
        File().Write(Isolation.Isolate(Roster.Empty.Anew(TestClock.Noon), one.Cell, one.Reason, one.Since));
        Assert.That(File().Read().Quarantines.Values, Is.EqualTo(new[] { one }));
        File().Write(TaintLedger.SaidWell(File().Read(), "stem1.test", TestClock.Noon));
        Assert.That(File().Read().Clearances.Values, Is.EqualTo(new[] { new Clearance("stem1.test", TestClock.Noon, TestClock.Noon, TestClock.Noon) }));
        Assert.That(File().Read().Anew(TestClock.Noon.AddDays(2)).Begun, Is.EqualTo(TestClock.Noon));
    }

    [Test]
    public void A_birth_that_has_not_ended_is_kept_however_many_came_after_it()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(1, BirthState.Proved)).With(TestRoster.Birth(2, BirthState.Undone) with { Ended = TestClock.Noon });
        for (var later = 0; later < 10_000; later++)
        {
            roster = roster.With(TestRoster.Birth(3, BirthState.Undone) with { Id = $"later-{later}", Signed = TestClock.Noon.AddSeconds(1 + later), Ended = TestClock.Noon });
        }

        File().Write(roster.Anew(TestClock.Noon.AddDays(-1)));
        var read = File().Read();
        Assert.That((read.Births.ContainsKey("birth-1"), read.Births.ContainsKey("birth-2"), read.Births.Count), Is.EqualTo((true, false, 10_001)));
        Assert.That(read.Begun, Is.EqualTo(TestClock.Noon.AddSeconds(1)), "since then every ticket is known");
    }

    // They are heard again within a second; an old list of them would be wrong.
    [Test]
    public void Members_are_not_kept()
    {
        File().Write(Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive));
        Assert.That(File().Read().Members, Is.Empty);
    }

    [TestCase("", "no JSON")]
    [TestCase("not JSON", "no JSON")]
    [TestCase("null", "null is no message.")]
    [TestCase("[]", "no object")]
    [TestCase("""{ "v": 1 }""", "\"births\" is missing.")]
    [TestCase("""{ "v": 1, "births": [null], "taints": [] }""", "\"births[0]\" is missing.")]
    [TestCase("""{ "v": 1, "births": [], "taints": [{ "machine": "a" }] }""", "\"taints[0].reason\" is missing.")]
    [TestCase("""{ "v": 1, "births": [], "taints": [{ "machine": "a", "reason": "one" }, { "machine": "a", "reason": "two" }] }""", "the same key twice")]
    [Category("Invariant 10")]
    public void A_broken_file_is_no_empty_roster_but_a_fault_that_says_what_to_do(string text, string why)
    {
        System.IO.File.WriteAllText(folder.At("births.json"), text);
        Assert.That(() => File().Read(), Throws.InstanceOf<IOException>()
            .With.Message.StartsWith($"{folder.At("births.json")} is no list of births and tainted machines: ").And.Message.Contains("Put a copy of it back"), why);
        if (why.EndsWith("missing.", StringComparison.Ordinal))
        {
            Assert.That(() => File().Read(), Throws.InstanceOf<IOException>().With.Message.Contains(why));
        }
    }

    [Test]
    public void Only_its_owner_may_read_it()
    {
        File().Write(Roster.Empty);
        Assert.That(System.IO.File.GetUnixFileMode(folder.At("births.json")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private RosterFile File() => new(folder.At("births.json"));
}
