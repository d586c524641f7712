using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The far side's moves, all of them.</summary>
internal sealed class MachineStepsTests
{
    private static readonly MachineStep?[] All = [null, .. Enum.GetValues<MachineStep>().Cast<MachineStep?>()];

    [Test, Category("Invariant 2")]
    public void These_moves_are_made_and_no_others()
    {
        string[] moves =
        [
            "Implant: blank > Claimed",
            "Implant: Claimed > Undoing",
            "Implant: Undoing > blank",
            "Guard: Claimed > Born",
            "Guard: Claimed > Undoing",
            "Guard: Born > Proving",
            "Guard: Born > Occupied",
            "Guard: Born > Undoing",
            "Guard: Proving > Occupied",
            "Guard: Proving > Undoing",
            "Guard: Occupied > Occupied",
            "Guard: Occupied > Undoing",
            "Guard: Undoing > blank",
        ];
        var made = from hand in Enum.GetValues<MachineHand>() from one in All from other in All where MachineSteps.MayTurn(hand, one, other) select $"{hand}: {Name(one)} > {Name(other)}";
        Assert.That(made, Is.EquivalentTo(moves));
    }

    // Only a blank machine is claimed, and only by an implant: that is all that one machine, one cell needs here.
    [Test, Category("Invariant 2")]
    public void What_is_not_blank_is_claimed_by_nobody() =>
        Assert.That(from hand in Enum.GetValues<MachineHand>() from one in All where one is not null && MachineSteps.MayTurn(hand, one, MachineStep.Claimed) select one, Is.Empty);

    [Test, Category("Invariant 4")]
    public void From_every_step_the_guard_reaches_blank() =>
        Assert.That(Enum.GetValues<MachineStep>().All(step => step == MachineStep.Undoing || MachineSteps.MayTurn(MachineHand.Guard, step, MachineStep.Undoing)), Is.True);

    private static string Name(MachineStep? step) => step?.ToString() ?? "blank";
}
