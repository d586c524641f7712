namespace Cell.Mitosis;

/// <summary>Who moves a machine from one step to the next; both hold its lock while they do.</summary>
internal enum MachineHand
{
    /// <summary>The far end of the mother's connection: claims, and takes its own claim back.</summary>
    Implant,
    /// <summary>The machine's own timer: everything else.</summary>
    Guard,
}

/// <summary>The whole far side as one table. No other move is ever written. Null: blank.</summary>
internal static class MachineSteps
{
    public static bool MayTurn(MachineHand by, MachineStep? from, MachineStep? to) => (by, from, to) switch
    {
        (MachineHand.Implant, null, MachineStep.Claimed) => true,
        (MachineHand.Implant, MachineStep.Claimed, MachineStep.Undoing) => true,
        (MachineHand.Guard, MachineStep.Claimed, MachineStep.Born) => true,
        (MachineHand.Guard, MachineStep.Born, MachineStep.Proving or MachineStep.Occupied) => true,
        (MachineHand.Guard, MachineStep.Proving, MachineStep.Occupied) => true,
        (MachineHand.Guard, MachineStep.Occupied, MachineStep.Occupied) => true, // what it counts
        (MachineHand.Guard, MachineStep.Claimed or MachineStep.Born or MachineStep.Proving or MachineStep.Occupied, MachineStep.Undoing) => true,
        (_, MachineStep.Undoing, null) => true,
        _ => false,
    };

    /// <exception cref="InvalidOperationException">A bug: the table has no such move.</exception>
    public static void Require(MachineHand by, MachineStep? from, MachineStep? to)
    {
        if (!MayTurn(by, from, to))
        {
            throw new InvalidOperationException($"{by} may not turn a machine from {Name(from)} to {Name(to)}.");
        }
    }

    private static string Name(MachineStep? step) => step?.ToString().ToLowerInvariant() ?? "blank";
}
