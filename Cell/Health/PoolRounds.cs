using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>How a machine was looked at last.</summary>
/// <param name="At">Null: not yet since this start.</param>
/// <param name="Misses">Looks in vain, one after the other, at a machine whose cell ended.</param>
internal sealed record LastLook(DateTimeOffset? At, int Misses)
{
    public static readonly LastLook None = new(null, 0);
}

/// <param name="Ended">Its cell is silent: is it blank? Else it is a spare one, to be looked at now and then.</param>
/// <param name="Wake">It is off, and its turn.</param>
internal sealed record NextLook(PoolMachine Machine, bool Ended, bool Wake);

/// <summary>Which machine is looked at next: first those whose cell said goodbye or died, that they be free at once; then the spare ones in turn. Pure.</summary>
internal static class PoolRounds
{
    /// <summary>So long after a start everybody may be heard first.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan First = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenWakes = TimeSpan.FromHours(24);

    /// <param name="looks">By machine, of this process.</param>
    /// <param name="started">Of this process.</param>
    /// <param name="jitter">0 to 1, another one for each process: not all health cells come at once.</param>
    public static NextLook? Next(Roster roster, Genes genes, IReadOnlyDictionary<string, LastLook> looks, DateTimeOffset started, double jitter, DateTimeOffset now)
    {
        if (now < started + Quiet)
        {
            return null;
        }

        var machines = genes.Pool.Machines.Where(machine => !machine.Founder && !IsPromised(roster, machine) && !roster.Living.Any(entry => entry.Facts.Machine == machine.Host)).ToList();
        return machines.Where(machine => HasEnded(roster, machine, now)).Where(machine => IsDue(Look(machine), now)).Select(machine => new NextLook(machine, true, false)).FirstOrDefault()
            ?? (genes.Pool.Check == TimeSpan.Zero ? null : Spare().FirstOrDefault());

        LastLook Look(PoolMachine machine) => looks.GetValueOrDefault(machine.Host) ?? LastLook.None;

        IEnumerable<NextLook> Spare() => machines
            .Where(machine => !HasEnded(roster, machine, now) && roster.Taints.GetValueOrDefault(machine.Host) is null or { Cause: not TaintCause.Birth })
            .Select(machine => (machine, Due: Look(machine).At is { } at ? at + (genes.Pool.Check * (0.9 + (0.2 * jitter))) : started + (First * (1 + jitter))))
            .Where(one => one.Due <= now)
            .OrderBy(one => one.Due)
            .Select(one => new NextLook(one.machine, false, IsOff(roster, one.machine)))
            .Where(look => !look.Wake || MayWake(roster, look.Machine, now));
    }

    /// <summary>One second after it ended, then after twice as long each time, at last each five minutes.</summary>
    public static TimeSpan Pause(int misses) => misses > 8 ? Longest : Shortest * Math.Min(1 << misses, Longest.TotalSeconds);

    private static bool IsDue(LastLook look, DateTimeOffset now) => look.At is not { } at || look.Misses == 0 || now >= at + Pause(look.Misses);

    private static bool IsPromised(Roster roster, PoolMachine machine) =>
        roster.Wakings.ContainsKey(machine.Host) || roster.Births.Values.Any(birth => birth.Machine == machine.Host && birth.State == BirthState.Signed && birth.Ended is null);

    // Committed, and nobody knows that it ended; a daughter that was just born may not have been heard yet.
    private static bool HasEnded(Roster roster, PoolMachine machine, DateTimeOffset now) => roster.Births.Values.Any(birth =>
        birth.Machine == machine.Host && birth.Ended is null && birth.State is BirthState.Born or BirthState.Proved or BirthState.Tainted
        && (now > birth.Since + Quiet || (birth.Daughter is { } daughter && roster.Members.TryGetValue(daughter, out var member) && !Roster.IsLiving(member.Entry))));

    private static bool IsOff(Roster roster, PoolMachine machine) => machine.Power is not null && roster.Powers.GetValueOrDefault(machine.Host)?.State == PowerState.Off;

    // It costs, and only what can be put to sleep again is woken for a look.
    private static bool MayWake(Roster roster, PoolMachine machine, DateTimeOffset now) =>
        machine.Power is { Sleep: SleepWay.Command }
        && !roster.Uses.Any(use => use.Machine == machine.Host && use.To > now - BetweenWakes)
        && !roster.Births.Values.Any(birth => birth.Machine == machine.Host && (birth.Ended ?? birth.Signed) > now - BetweenWakes);
}
