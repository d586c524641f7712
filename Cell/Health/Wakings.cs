using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Machines that are switched on for a birth or for a look: promised to one, counted as its birth, and let go when nobody waits any more. Pure.</summary>
internal static class Wakings
{
    /// <summary>A mother asks again each second: after so long she is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Whoever looks at a machine that was woken for it, or fell meanwhile, is done by then.
    private static readonly TimeSpan Looking = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>The machine that is being switched on for this request; null: none.</summary>
    public static Waking? Of(Roster roster, TicketRequest request) => roster.Wakings.Values.FirstOrDefault(waking => IsFor(waking, request) && (request.Machine.Length == 0 || request.Machine == waking.Machine));

    public static bool IsFor(Waking waking, TicketRequest request) => waking.Mother == request.Mother && waking.Role == request.Role;

    /// <summary>A birth takes over what was switched on for a look.</summary>
    public static Roster Begin(Roster roster, PoolMachine machine, PowerGenes power, CellId? mother, Role role, DateTimeOffset now)
    {
        var known = roster.Wakings.GetValueOrDefault(machine.Host);
        roster = known is null ? roster : Over(roster, known, "looked at", now);
        return With(roster, new Waking(machine.Host, mother, role, now, now + power.Boot) { On = known is { On: true } });
    }

    public static Roster Asked(Roster roster, string machine, DateTimeOffset now) =>
        roster.Wakings.TryGetValue(machine, out var waking) ? roster with { Wakings = roster.Wakings.SetItem(machine, waking with { Asked = now }) } : roster;

    /// <summary>Its sshd answers.</summary>
    public static Roster Woken(Roster roster, string machine, DateTimeOffset now)
    {
        roster = Seen(roster, machine, PowerState.On, now);
        return roster.Wakings.TryGetValue(machine, out var waking) ? With(roster, waking with { On = true, Asked = now }) : roster;
    }

    /// <summary>It did not come: nobody shall try it again until a check finds it well.</summary>
    public static Roster Failed(Roster roster, string machine, string reason, DateTimeOffset now)
    {
        if (!roster.Wakings.TryGetValue(machine, out var waking))
        {
            return roster;
        }

        roster = Over(roster, waking, "did not boot", now);
        return roster.Taints.ContainsKey(machine) ? roster : roster.With(new Taint(machine, reason, now) { Cause = TaintCause.Check });
    }

    /// <summary>The ticket is signed, or the look is done: what it cost so far is kept.</summary>
    public static Roster End(Roster roster, string machine, string why, DateTimeOffset now) =>
        roster.Wakings.TryGetValue(machine, out var waking) ? Over(roster, waking, why, now) : roster;

    /// <summary>Lets go what no mother waits for any more.</summary>
    public static Roster Overdue(Roster roster, DateTimeOffset now)
    {
        foreach (var waking in roster.Wakings.Values.Where(waking => now > (waking.Mother is null ? waking.Until + Looking : waking.Asked + Patience)))
        {
            roster = Tire(Over(roster, waking, "nobody waited for it any more", now), waking.Machine, now);
        }

        return roster;
    }

    public static Roster Seen(Roster roster, string machine, PowerState state, DateTimeOffset now) => roster.Powers.GetValueOrDefault(machine)?.State == state
        ? roster
        : roster with { Version = roster.Version + 1, Powers = roster.Powers.SetItem(machine, new MachinePowerState(machine, state, now)) };

    /// <summary>Nobody needs it now: it may go to sleep.</summary>
    public static Roster Tire(Roster roster, string machine, DateTimeOffset now) =>
        roster.Powers.GetValueOrDefault(machine)?.State == PowerState.Off ? roster : Seen(roster, machine, PowerState.Tired, now);

    private static Roster With(Roster roster, Waking waking) => roster with { Version = roster.Version + 1, Wakings = roster.Wakings.SetItem(waking.Machine, waking) };

    private static Roster Over(Roster roster, Waking waking, string why, DateTimeOffset now) => roster with
    {
        Version = roster.Version + 1,
        Wakings = roster.Wakings.Remove(waking.Machine),
        Uses = [.. roster.Uses.Where(use => use.To > now - Kept), new MachineUse(waking.Machine, waking.Since, now, why)],
    };
}
