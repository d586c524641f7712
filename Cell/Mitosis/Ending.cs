using Cell.Genome;

namespace Cell.Mitosis;

/// <summary>What a machine becomes when its cell ends: by the genome of now, not by that of the birth. Pure.</summary>
internal static class Ending
{
    // Of two keys, while they are being rotated, the first is the new one.
    /// <param name="genome">What root's word stands for now; null: none could be read.</param>
    /// <param name="hostKeys">This machine's, public lines: its entry may have got another name.</param>
    /// <returns>The end, and what to say of the way in.</returns>
    public static (MachineEnd End, string Said) Of(MachineState state, SignedGenome? genome, IReadOnlyList<string> hostKeys)
    {
        if (state.Step == MachineStep.Claimed)
        {
            return (new MachineEnd(false, [state.PoolLine], false), "The birth is undone: the machine becomes what it was");
        }

        if (genome is null)
        {
            return (new MachineEnd(true, [state.PoolLine], false), "The genome that lies there cannot be read: the pool's line of the claim comes back");
        }

        var machines = genome.Genes.Pool.Machines.Where(entry => !entry.Founder).ToList();
        var machine = machines.Find(entry => entry.Host == state.Host) ?? machines.Find(entry => hostKeys.Any(key => BirthRules.SameKey(key, entry.HostKey)));
        return machine is null
            ? (new MachineEnd(true, [], false), $"{state.Host} is in the pool of genome {genome.Version} no more: no way in comes back")
            : (new MachineEnd(true, [.. genome.Genes.Pool.Keys.Take(1).Select(key => Receptor.KeyLine(key, state.User))], machine.Power is { Sleep: SleepWay.Poweroff }), $"The pool's line comes back as genome {genome.Version} has it");
    }

    /// <summary>The pool's lines that a living cell's machine must not hold.</summary>
    public static IReadOnlyList<string> Unwanted(MachineState state, SignedGenome? genome) =>
        [.. (genome?.Genes.Pool.Keys ?? []).Select(key => Receptor.KeyLine(key, state.User)).Prepend(state.PoolLine).Distinct()];
}
