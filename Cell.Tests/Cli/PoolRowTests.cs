using Cell.Genome;
using Cell.Health;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

internal sealed class PoolRowTests
{
    private static readonly DateTimeOffset Now = TestClock.Noon;
    private static readonly PoolGenes Pool = TestGenes.Of(TestPool.With(TestPool.Command)).Pool;
    private static readonly RosterAnswer Empty = new(1, 1, [], [], [], new Dictionary<Role, Aggregate>());

    [Test]
    public void Without_a_roster_nothing_is_known() => Assert.That(Row(null), Is.EqualTo(new PoolRow(TestGenes.Stem1, "unknown", "no cell of this box answers")));

    [Test]
    public void A_machine_of_which_nothing_is_said_is_blank() => Assert.That(Row(Empty), Is.EqualTo(new PoolRow(TestGenes.Stem1, "blank", "")));

    [Test]
    public void One_that_is_off_says_since_when() =>
        Assert.That(Row(Empty with { Power = [new MachinePowerState(TestGenes.Stem1, PowerState.Off, Now)] }), Is.EqualTo(new PoolRow(TestGenes.Stem1, "off", "since 2026-03-01 12:00:00Z")));

    [TestCase(PowerState.On)]
    [TestCase(PowerState.Tired)]
    public void One_that_is_on_is_blank(PowerState state) => Assert.That(Row(Empty with { Power = [new MachinePowerState(TestGenes.Stem1, state, Now)] }).State, Is.EqualTo("blank"));

    [Test]
    public void One_that_is_being_switched_on_says_for_whom()
    {
        Assert.That(
            Row(Empty with { Waking = [new Waking(TestGenes.Stem1, TestRoster.Id(1), Role.Crawler, Now, Now)] }),
            Is.EqualTo(new PoolRow(TestGenes.Stem1, "waking", $"since 2026-03-01 12:00:00Z for a crawler of {TestRoster.Id(1).Short}")));
        Assert.That(Row(Empty with { Waking = [new Waking(TestGenes.Stem1, null, Role.Health, Now, Now)] }).Detail, Is.EqualTo("since 2026-03-01 12:00:00Z to be looked at"));
    }

    [TestCase(1, "1 relic: `cell pool clean stem1.test` collects what is left there")]
    [TestCase(2, "2 relics: `cell pool clean stem1.test` collects what is left there")]
    [TestCase(0, "")]
    public void What_cells_left_there_is_told(int relics, string detail) =>
        Assert.That(Row(Empty with { Relics = new Dictionary<string, int> { [TestGenes.Stem1] = relics } }), Is.EqualTo(new PoolRow(TestGenes.Stem1, "blank", detail)));

    [Test]
    public void One_whose_cell_fell_silent_is_not_called_blank_before_it_was_seen_so()
    {
        var birth = TestRoster.Birth(1, BirthState.Proved);
        Assert.That(Row(Empty with { Births = [birth] }), Is.EqualTo(new PoolRow(TestGenes.Stem1, "silent", "the cell of birth birth-1; the machine was not seen blank since")));
        Assert.That(Row(Empty with { Births = [birth with { Ended = Now }] }).State, Is.EqualTo("blank"));
    }

    [Test]
    public void A_taint_says_why_whatever_else_is_known() => Assert.That(
        Row(Empty with { Taints = [new Taint(TestGenes.Stem1, "its disk is full", Now)], Power = [new MachinePowerState(TestGenes.Stem1, PowerState.Off, Now)] }),
        Is.EqualTo(new PoolRow(TestGenes.Stem1, "tainted", "since 2026-03-01 12:00:00Z: its disk is full")));

    [Test]
    public void A_look_is_one_line()
    {
        var row = new CheckRow(1, "stem1.test", true, "") { Architecture = "x86_64", Libc = "glibc-2.36", FreeMiB = 900, Clock = -2, ConnectMs = 120, BootMs = 4200, Relics = 0 };
        Assert.That(PoolCheck.Line(row), Is.EqualTo("stem1.test               good  x86_64; glibc-2.36; 900 MiB free; clock -2 s; greeted in 120 ms; booted in 4.2 s"));
        Assert.That(PoolCheck.Line(row with { Good = false, Detail = "bad clock", Relics = 1, BootMs = null, Clock = 0 }), Is.EqualTo("stem1.test               bad   x86_64; glibc-2.36; 900 MiB free; clock 0 s; greeted in 120 ms; relics: 1; bad clock"));
        Assert.That(PoolCheck.Line(new CheckRow(1, "stem2.test", false, "not there") { ConnectMs = 15000 }), Is.EqualTo("stem2.test               bad   not there"));
    }

    private static PoolRow Row(RosterAnswer? roster) => PoolRow.Of(Pool, roster).Single(row => row.Host == TestGenes.Stem1);
}
