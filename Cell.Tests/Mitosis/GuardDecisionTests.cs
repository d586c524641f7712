using Cell.Genome;
using CsCheck;
using NUnit.Framework;

namespace Cell.Mitosis;

internal sealed class GuardDecisionTests
{
    private const double Deadline = TestMachine.Deadline;
    private static readonly MachineState Claimed = TestMachine.Claimed;
    private static readonly GuardSight Quiet = TestMachine.Quiet;

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
        Assert.That(GuardDecision.Next(Claimed, Quiet with { IsUp = false }).Action, Is.EqualTo(GuardAction.Nothing));

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

    [TestCase("Claimed", GuardAction.Nothing, Description = "it is not there yet")]
    [TestCase("Born", GuardAction.Blank)]
    [TestCase("Proving", GuardAction.Blank)]
    [TestCase("Occupied", GuardAction.Blank)]
    [Category("Invariant 4")]
    public void A_committed_cell_without_a_unit_file_is_on_its_way_out(string step, int action) =>
        Assert.That((int)GuardDecision.Next(At(Enum.Parse<MachineStep>(step)), Quiet with { HasUnit = false }).Action, Is.EqualTo(action));

    [Test]
    public void A_living_cell_is_left_alone() => Assert.That(Next(Living, Quiet with { Uptime = 700 }), Is.EqualTo(new GuardVerdict(GuardAction.Nothing, "a cell lives here")));

    [TestCase(900, GuardAction.Nothing)]
    [TestCase(901, GuardAction.Blank)]
    public void A_unit_that_stays_down_for_too_long_ends_the_cell(double later, GuardAction action)
    {
        var down = Living.After(Quiet with { IsUp = false }) with { Counted = 500 };
        Assert.That(Next(down, Quiet with { Uptime = Quiet.Uptime + later, IsUp = false }).Action, Is.EqualTo(action));
    }

    [Test]
    public void It_says_for_how_long_the_unit_was_down() => Assert.That(
        Next(Living.After(Quiet with { IsUp = false }), Quiet with { Uptime = 5000, IsUp = false }), Is.EqualTo(new GuardVerdict(GuardAction.Blank, "the unit did not stay up for 15 min")));

    [TestCase(Role.Crawler, GuardAction.Blank)]
    [TestCase(Role.Api, GuardAction.Nothing)]
    [TestCase(Role.Health, GuardAction.Nothing)]
    public void Only_a_crawler_that_no_health_cell_answers_for_a_day_is_ended(Role role, GuardAction action)
    {
        var silent = Living with { Unheard = 86401 };
        Assert.That(GuardDecision.Next(At(MachineStep.Occupied) with { Vigil = silent, Role = role }, Quiet).Action, Is.EqualTo(action));
        Assert.That(Next(silent, Quiet).Reason, Is.EqualTo("no health cell answered for 24 h"));
        Assert.That(Next(silent with { Unheard = 86400 }, Quiet).Action, Is.EqualTo(GuardAction.Nothing));
    }

    [TestCase(1, GuardAction.Nothing)]
    [TestCase(2, GuardAction.Blank)]
    [Category("Invariant 3")]
    public void A_way_in_that_is_found_twice_ends_the_cell(int ways, GuardAction action) =>
        Assert.That(Next(Living with { Ways = ways, Way = "a file" }, Quiet), Is.EqualTo(new GuardVerdict(action, ways == 2 ? "the machine lets the pool key in: a file" : "a cell lives here")));

    [Test, Category("Invariant 3")]
    public void Each_hour_and_after_a_boot_it_looks_from_inside()
    {
        Assert.That(Next(Living, Quiet with { Uptime = Quiet.Uptime + 3601 }).Action, Is.EqualTo(GuardAction.LookInside));
        Assert.That(Next(Living, Quiet with { BootId = "boot-2", Uptime = 2 }).Action, Is.EqualTo(GuardAction.LookInside));
    }

    [Test]
    public void What_is_counted_is_written_down() => Assert.That(Next(Living, Quiet with { Uptime = Quiet.Uptime + 600 }).Action, Is.EqualTo(GuardAction.Count));

    /// <summary>All that a guard may see of a machine.</summary>
    private static readonly Gen<GuardSight> Sight = Gen.Select(
        OneOf(TestMachine.Boot, "boot-2"), Gen.Double[0, 1e6], Gen.Bool, Gen.Bool, Gen.Int[0, 3], Gen.Long[0, 5], OneOf(null, "revoked"))
        .Select(seen => new GuardSight(seen.Item1!, seen.Item2, seen.Item3, seen.Item4, seen.Item5 < 3, seen.Item5 > 1, seen.Item6, seen.Item7));

    private static readonly Gen<Vigil> Counts = Gen.Select(Gen.Double[0, 1e6], Gen.Double[0, 1e5], Gen.Double[0, 1e6], Gen.Bool, Gen.Double[0, 1e6], Gen.Int[0, 3])
        .Select(held => new Vigil(TestMachine.Boot, held.Item1, held.Item2, 1, held.Item4 ? held.Item3 : null, held.Item5, held.Item6, "way"));

    private static readonly Gen<MachineState> Machine = Gen.Select(Gen.Int[0, 4], Counts, Gen.Int[0, 2])
        .Select(held => Claimed with { Step = (MachineStep)held.Item1, Vigil = held.Item2, Role = (Role)held.Item3, Reason = "because" });

    [Test, Category("Invariant 4")]
    public void Every_sight_of_every_step_leads_where_the_table_of_moves_allows() => Gen.Select(Machine, Sight).Sample((state, sight) => GuardDecision.Next(state, sight).Action switch
    {
        GuardAction.Nothing => state.Step != MachineStep.Undoing && state.Step != MachineStep.Born,
        GuardAction.Commit => state.Step == MachineStep.Claimed && sight.Born && !sight.Die && sight.BootId == state.BootId && sight.Uptime <= state.DeadlineSeconds,
        GuardAction.CloseAccess => state.Step == MachineStep.Born && sight.HasUnit,
        GuardAction.EndProof => state.Step == MachineStep.Proving,
        GuardAction.ForgetMark => sight.Born && state.Step is MachineStep.Proving or MachineStep.Occupied,
        GuardAction.LookInside or GuardAction.Count => state.Step == MachineStep.Occupied,
        GuardAction.Blank => true,
        _ => false,
    });

    // It is cut off after the decision, at any moment: what it sees then is later, and may be a new boot.
    [Test, Category("Invariant 4")]
    public void What_was_decided_once_is_decided_again_after_a_crash() => Gen.Select(Machine, Sight, Gen.Double[0, 1000], Gen.Bool).Sample((state, sight, later, booted) =>
    {
        var first = GuardDecision.Next(state, sight).Action;
        var second = GuardDecision.Next(state, booted ? sight with { BootId = "boot-3", Uptime = later } : sight with { Uptime = sight.Uptime + later }).Action;
        return first switch
        {
            // What a boot counted in vain is not held against the next; a cell that must go for another reason still goes.
            GuardAction.Blank => second == GuardAction.Blank || (booted && state.Step == MachineStep.Occupied),
            GuardAction.CloseAccess or GuardAction.EndProof => second == first,
            GuardAction.Commit => second is GuardAction.Commit or GuardAction.Blank,
            _ => true,
        };
    });

    [Test, Category("Invariant 4")]
    public void After_each_write_of_a_count_it_is_quiet() => Gen.Select(Machine, Sight).Sample((state, sight) =>
        GuardDecision.Next(state, sight).Action != GuardAction.Count || GuardDecision.Next(state with { Vigil = state.Vigil.After(sight) }, sight).Action is GuardAction.Nothing or GuardAction.Blank);

    private static Vigil Living => Vigil.None.LookedAt(Quiet, null);

    private static GuardVerdict Next(Vigil vigil, GuardSight sight) => GuardDecision.Next(At(MachineStep.Occupied) with { Vigil = vigil }, sight);

    private static MachineState At(MachineStep step) => Claimed with { Step = step };

    private static Gen<string?> OneOf(params string?[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);
}
