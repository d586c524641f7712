using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class GuardDecisionTests
{
    private const string Boot = "boot-1";
    private const double Deadline = 150;

    private static readonly MachineState Claimed = new(
        1, MachineStep.Claimed, "organism", "birth-1", Boot, Deadline, "/root/.ssh/authorized_keys", "pool line", "witness line", 100, "");

    private static readonly GuardSight Quiet = new(Boot, 120, false, false, TimeSpan.Zero, TimeSpan.Zero);

    [Test]
    public void A_blank_machine_needs_no_guard() =>
        Assert.That(GuardDecision.Next(null, Quiet), Is.EqualTo(new GuardVerdict(GuardAction.Retire, "the machine is blank")));

    [Test]
    public void A_birth_under_way_is_left_alone_until_its_deadline() =>
        Assert.That(GuardDecision.Next(Claimed, Quiet with { Uptime = Deadline }), Is.EqualTo(new GuardVerdict(GuardAction.Nothing, "the birth is under way")));

    [TestCase("Claimed")]
    [TestCase("Born")]
    [TestCase("Proving")]
    [TestCase("Occupied")]
    public void A_revoked_cell_is_ended_wherever_it_stands(string step)
    {
        var state = Claimed with { Step = Enum.Parse<MachineStep>(step) };
        Assert.That(GuardDecision.Next(state, Quiet with { Revoked = "cell x is revoked" }), Is.EqualTo(new GuardVerdict(GuardAction.Blank, "cell x is revoked")));
    }

    [Test, Category("Invariant 4")]
    public void A_birth_that_is_not_committed_by_its_deadline_is_undone() =>
        Assert.That(GuardDecision.Next(Claimed, Quiet with { Uptime = Deadline + 0.1 }), Is.EqualTo(new GuardVerdict(GuardAction.Blank, "the birth was not committed by its deadline")));

    [Test, Category("Invariant 4")]
    public void A_mark_that_comes_after_the_deadline_saves_no_birth() =>
        Assert.That(GuardDecision.Next(Claimed, Quiet with { Uptime = Deadline + 0.1, Born = true }).Action, Is.EqualTo(GuardAction.Blank));

    [Test, Category("Invariant 4")]
    public void A_machine_started_anew_before_the_commit_is_undone_however_early_its_clock() =>
        Assert.That(
            GuardDecision.Next(Claimed, Quiet with { BootId = "boot-2", Uptime = 1, Born = true }),
            Is.EqualTo(new GuardVerdict(GuardAction.Blank, "the machine was started anew before the birth was committed")));

    [Test]
    public void An_accepted_daughter_is_committed() =>
        Assert.That(GuardDecision.Next(Claimed, Quiet with { Born = true }), Is.EqualTo(new GuardVerdict(GuardAction.Commit, "a health cell accepted the daughter")));

    [Test]
    public void A_unit_that_is_not_up_yet_is_no_reason_before_the_commit() =>
        Assert.That(GuardDecision.Next(Claimed, Quiet with { DownFor = TimeSpan.FromHours(1) }).Action, Is.EqualTo(GuardAction.Nothing));

    [Test]
    public void After_the_commit_the_way_in_is_closed() =>
        Assert.That(GuardDecision.Next(At(MachineStep.Born), Quiet), Is.EqualTo(new GuardVerdict(GuardAction.CloseAccess, "the birth is committed")));

    [Test]
    public void Neither_a_new_boot_nor_the_deadline_undoes_a_committed_birth() =>
        Assert.That(GuardDecision.Next(At(MachineStep.Born), Quiet with { BootId = "boot-2", Uptime = Deadline * 10 }).Action, Is.EqualTo(GuardAction.CloseAccess));

    [Test]
    public void The_proof_stays_open_for_its_time() =>
        Assert.That(
            GuardDecision.Next(At(MachineStep.Proving), Quiet with { Uptime = 160 }), Is.EqualTo(new GuardVerdict(GuardAction.Nothing, "the witness may show that the pool key is useless")));

    [Test, Category("Invariant 3")]
    public void The_witness_goes_when_the_proofs_time_is_over() =>
        Assert.That(GuardDecision.Next(At(MachineStep.Proving), Quiet with { Uptime = 160.1 }), Is.EqualTo(new GuardVerdict(GuardAction.EndProof, "the proof's time is over")));

    [Test, Category("Invariant 3")]
    public void The_witness_goes_when_the_machine_was_started_anew() =>
        Assert.That(GuardDecision.Next(At(MachineStep.Proving), Quiet with { BootId = "boot-2", Uptime = 3 }).Action, Is.EqualTo(GuardAction.EndProof));

    [TestCase(MachineStep.Proving)]
    [TestCase(MachineStep.Occupied)]
    public void A_mark_of_a_birth_that_is_committed_already_is_removed(MachineStep step) =>
        Assert.That(GuardDecision.Next(At(step), Quiet with { Born = true }), Is.EqualTo(new GuardVerdict(GuardAction.ForgetMark, "the birth is committed already")));

    [TestCase(MachineStep.Claimed)]
    [TestCase(MachineStep.Born)]
    [TestCase(MachineStep.Proving)]
    [TestCase(MachineStep.Occupied)]
    public void A_cell_that_asks_for_its_end_gets_it_whatever_the_step(MachineStep step) =>
        Assert.That(GuardDecision.Next(At(step), Quiet with { Die = true, Born = true }), Is.EqualTo(new GuardVerdict(GuardAction.Blank, "the cell asked for its end")));

    [Test]
    public void An_undoing_once_begun_goes_on_for_the_reason_it_began_with() =>
        Assert.That(
            GuardDecision.Next(At(MachineStep.Undoing) with { Reason = "the birth was not committed by its deadline" }, Quiet with { Born = true }),
            Is.EqualTo(new GuardVerdict(GuardAction.Blank, "the birth was not committed by its deadline")));

    [Test]
    public void A_living_cell_is_left_alone() =>
        Assert.That(
            GuardDecision.Next(At(MachineStep.Occupied), Quiet with { BootId = "boot-2", Uptime = 1e6, DownFor = TimeSpan.FromMinutes(15), Unheard = TimeSpan.FromHours(24) }),
            Is.EqualTo(new GuardVerdict(GuardAction.Nothing, "a cell lives here")));

    [Test]
    public void A_unit_that_stays_down_for_too_long_ends_the_cell() =>
        Assert.That(
            GuardDecision.Next(At(MachineStep.Occupied), Quiet with { DownFor = TimeSpan.FromMinutes(15.1) }),
            Is.EqualTo(new GuardVerdict(GuardAction.Blank, "the unit did not stay up for 15 min")));

    [Test]
    public void A_cell_that_no_health_cell_answers_for_a_day_is_ended() =>
        Assert.That(
            GuardDecision.Next(At(MachineStep.Occupied), Quiet with { Unheard = TimeSpan.FromHours(24.1) }), Is.EqualTo(new GuardVerdict(GuardAction.Blank, "no health cell answered for 24 h")));

    private static MachineState At(MachineStep step) => Claimed with { Step = step };
}
