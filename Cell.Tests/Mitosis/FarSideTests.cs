using CsCheck;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The whole far side against a model of a machine: whatever the mother, the daemon and the power do, and wherever implant and guard are cut off,
/// it comes to blank or to a cell that nobody can enter by the way it came.</summary>
[Category("Invariant 2")]
[Category("Invariant 4")]
internal sealed class FarSideTests
{
    private const string Keys = "# one\n";
    private static readonly string Before = $"{Keys}{TestMachine.Line}\nlast";

    /// <summary>What happens between two ticks.</summary>
    private enum Happening
    {
        Nothing,
        Born,
        Die,
        Reboot,
        Minute,
        Hour,
        PoolLineBack,
        UnitDown,
        ImplantUndoes,
    }

    private static readonly Gen<(Happening What, int CutAt)[]> Story = Gen.Select(Gen.Int[0, 8].Select(what => (Happening)what), Gen.Int[0, 12]).Array[0, 30];

    [Test]
    public void Every_story_ends_blank_or_with_one_closed_cell() => Story.Sample(story =>
    {
        var machine = new Model();
        machine.Claim(TestMachine.Claimed with { Places = AuthorizedKeys.PlacesOf(Before, TestMachine.Line) });
        foreach (var (what, cutAt) in story)
        {
            machine.Happen(what);
            machine.Tick(cutAt);
            machine.AssertSound();
        }

        // Nobody cuts it off any more: it finds its end by itself, in a time that it knows.
        for (var minute = 0; minute < 10; minute++)
        {
            machine.Happen(Happening.Minute);
            machine.Tick(int.MaxValue);
        }

        // A line that came back is found within the hour.
        machine.Happen(Happening.Hour);
        machine.Tick(int.MaxValue);
        machine.AssertAtRest();
    }, iter: 3000);

    /// <summary>The state file, the keys file and the daemon; each write takes effect whole or not at all, and any of them may be the last of a tick.</summary>
    private sealed class Model
    {
        private MachineState? state;
        private string keys = Before;
        private bool daemon;
        private bool guard;
        private bool born;
        private bool die;
        private bool up = true;
        private int boot = 1;
        private double uptime = 100;
        private int left;

        private GuardSight Sight => new($"boot-{boot}", uptime, born, die, daemon, up, 0, null);

        public void Claim(MachineState claim)
        {
            guard = true;
            daemon = true;
            MachineSteps.Require(MachineHand.Implant, null, claim.Step);
            state = claim with { BootId = Sight.BootId, DeadlineSeconds = uptime + 150 };
        }

        public void Happen(Happening what)
        {
            uptime += 1;
            switch (what)
            {
                case Happening.Born:
                    born = daemon;
                    break;
                case Happening.Die:
                    die = daemon;
                    break;
                case Happening.Reboot:
                    (boot, uptime, born, die) = (boot + 1, 2, false, false);
                    break;
                case Happening.Minute:
                    uptime += 60;
                    break;
                case Happening.Hour:
                    uptime += 3601;
                    break;
                case Happening.PoolLineBack when state is { Step: MachineStep.Occupied }:
                    keys = AuthorizedKeys.Put(keys, [TestMachine.Line], state.Places[0]);
                    break;
                case Happening.UnitDown:
                    up = false;
                    break;
                case Happening.ImplantUndoes when state is { Step: MachineStep.Claimed }:
                    Turn(MachineHand.Implant, state with { Step = MachineStep.Undoing, End = Ending.Of(state, null, []).End });
                    break;
            }
        }

        /// <param name="cutAt">So many writes, then the power is cut or the process killed.</param>
        public void Tick(int cutAt)
        {
            left = cutAt;
            try
            {
                for (var step = 0; step < 6 && guard; step++)
                {
                    var verdict = GuardDecision.Next(state, Sight);
                    if (verdict.Action == GuardAction.Nothing)
                    {
                        return;
                    }

                    Act(verdict);
                    if (verdict.Action is GuardAction.Blank or GuardAction.Retire)
                    {
                        return;
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Cut off.
            }
        }

        public void AssertSound()
        {
            Assert.That(state is null || guard, Is.True, "a machine that is not blank has a guard");
            Assert.That(state is { Step: MachineStep.Proving } && keys.Contains(TestMachine.Line, StringComparison.Ordinal), Is.False, "the proof is open only when the pool line is out");
            Assert.That(state is null && (daemon || keys != Before), Is.False, "a blank machine is as it was before");
        }

        public void AssertAtRest()
        {
            AssertSound();
            Assert.That(state?.Step, Is.AnyOf(null, MachineStep.Occupied));
            Assert.That(guard, Is.EqualTo(state is not null));
            Assert.That(keys, Is.EqualTo(state is null ? Before : $"{Keys}last"));
        }

        private void Act(GuardVerdict verdict)
        {
            switch (verdict.Action, state)
            {
                case (GuardAction.Commit, { } held):
                    Do(() => Turn(MachineHand.Guard, Stepped(held, MachineStep.Born)));
                    Do(() => born = false);
                    break;
                case (GuardAction.CloseAccess, { } held):
                    Do(() => keys = AuthorizedKeys.Without(keys, held.PoolLine));
                    Do(() => keys = AuthorizedKeys.Put(keys, [held.WitnessLine], held.Places[0]));
                    Do(() => Turn(MachineHand.Guard, Stepped(held with { Vigil = held.Vigil.LookedAt(Sight, null) }, MachineStep.Proving)));
                    break;
                case (GuardAction.EndProof, { } held):
                    Do(() => keys = AuthorizedKeys.Without(keys, held.WitnessLine));
                    Do(() => Turn(MachineHand.Guard, Stepped(held, MachineStep.Occupied)));
                    break;
                case (GuardAction.ForgetMark, _):
                    Do(() => born = false);
                    break;
                case (GuardAction.LookInside, { } held):
                    Do(() => keys = Ending.Unwanted(held, null).Aggregate(keys, AuthorizedKeys.Without));
                    Do(() => Turn(MachineHand.Guard, held with { Vigil = held.Vigil.LookedAt(Sight, null) }));
                    break;
                case (GuardAction.Count, { } held):
                    Do(() => Turn(MachineHand.Guard, held with { Vigil = held.Vigil.After(Sight) }));
                    break;
                case (GuardAction.Blank, { } held):
                    Blank(held);
                    break;
                case (GuardAction.Retire, _):
                    Do(() => guard = false);
                    break;
            }
        }

        private void Blank(MachineState held)
        {
            var undoing = held;
            if (held.Step != MachineStep.Undoing)
            {
                undoing = held with { Step = MachineStep.Undoing, End = Ending.Of(held, null, []).End };
                Do(() => Turn(MachineHand.Guard, undoing));
            }

            Do(() => (daemon, born, die) = (false, false, false));
            Do(() => keys = AuthorizedKeys.Restore(keys, undoing.WitnessLine, undoing.PoolLine, undoing.Places, undoing.End!.Lines));
            Do(() => Turn(MachineHand.Guard, null));
            Do(() => guard = false);
        }

        private MachineState Stepped(MachineState held, MachineStep step) => held with { Step = step, Since = uptime, BootId = Sight.BootId };

        private void Turn(MachineHand by, MachineState? next)
        {
            MachineSteps.Require(by, state?.Step, next?.Step);
            state = next;
        }

        private void Do(Action write)
        {
            if (left-- <= 0)
            {
                throw new OperationCanceledException();
            }

            write();
        }
    }
}
