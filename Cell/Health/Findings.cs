using Cell.Genome;
using Cell.Mitosis;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What was found at a machine.</summary>
/// <param name="Trouble">What is wrong with it; "" when nothing.</param>
/// <param name="Blank">It lets the pool key in and says that no cell is there.</param>
/// <param name="Silent">No sshd answers.</param>
internal sealed record Finding(string Trouble, bool Blank, bool Silent)
{
    /// <summary>Folders left by cells that ended there; null: not seen.</summary>
    public int? Relics { get; init; }
}

/// <summary>What a look at a machine means. Pure.</summary>
internal static class Findings
{
    public static Finding Of(PoolMachine machine, Sight sight) => sight switch
    {
        { Greeting: { Blank: true } greeting } => new Finding(Unfit(machine, greeting, sight.ClockAhead ?? TimeSpan.Zero) ?? "", Blank: true, Silent: false) { Relics = greeting.Relics },
        { Greeting: not null } => new Finding($"{machine.Host} says that a cell is there or on its way, of which nothing is known here: `cell pool clean {machine.Host}` looks and makes it blank.", Blank: false, Silent: false),
        _ => new Finding(sight.Detail, Blank: false, Silent: sight.Kind == SightKind.Unreachable),
    };

    /// <param name="ordered">An operator asked for the look.</param>
    /// <param name="began">When the look began: what was promised since then is judged by nobody here.</param>
    public static Roster After(Roster roster, PoolMachine machine, Finding finding, bool ordered, DateTimeOffset began, DateTimeOffset now)
    {
        if (roster.Births.Values.Any(birth => birth.Machine == machine.Host && birth.Signed >= began))
        {
            return roster;
        }

        roster = Powered(roster, machine, finding, now);
        if (finding.Blank)
        {
            roster = Freed(roster, machine, now);
        }

        if (finding.Relics is { } relics && roster.Relics.GetValueOrDefault(machine.Host) != relics)
        {
            roster = roster with { Version = roster.Version + 1, Relics = roster.Relics.SetItem(machine.Host, relics) };
        }

        var taint = roster.Taints.GetValueOrDefault(machine.Host);
        return taint switch
        {
            { Cause: TaintCause.Birth } => roster,
            null or { Cause: TaintCause.Slow } when finding.Trouble.Length > 0 && !IsBusy(roster, machine) => roster.With(new Taint(machine.Host, finding.Trouble, now) { Cause = TaintCause.Check }),
            { Cause: TaintCause.Check } when finding.Trouble.Length > 0 && finding.Trouble != taint.Reason => roster.With(taint with { Reason = finding.Trouble }),
            not null when finding is { Blank: true, Trouble: "" } => TaintLedger.FoundWell(roster, machine.Host, ordered, now),
            _ => roster,
        };
    }

    /// <summary>A cell lives there, may still live there, or is on its way.</summary>
    public static bool IsBusy(Roster roster, PoolMachine machine) =>
        roster.Living.Any(entry => entry.Facts.Machine == machine.Host)
        || roster.Births.Values.Any(birth => birth.Machine == machine.Host && birth.Ended is null)
        || roster.Wakings.GetValueOrDefault(machine.Host) is { Mother: not null };

    // Whoever lived there lives no more, and what it cost ends now.
    private static Roster Freed(Roster roster, PoolMachine machine, DateTimeOffset now)
    {
        var ended = roster.Births.Values.Any(birth => birth.Machine == machine.Host && birth.Ended is null && birth.State != BirthState.Signed);
        var lives = roster.Living.Any(entry => entry.Facts.Machine == machine.Host && entry.Facts.Birth.Length > 0);
        if (!ended && !lives)
        {
            return roster;
        }

        roster = BirthLedger.SeenBlank(roster, machine.Host, now);
        return machine.Power?.Sleep switch
        {
            SleepWay.Command => Wakings.Tire(roster, machine.Host, now),
            SleepWay.Poweroff => Wakings.Seen(roster, machine.Host, PowerState.Off, now), // its guard waited for this look
            _ => roster,
        };
    }

    private static Roster Powered(Roster roster, PoolMachine machine, Finding finding, DateTimeOffset now) => machine.Power is null ? roster
        : finding.Silent ? Wakings.Seen(roster, machine.Host, PowerState.Off, now)
        : roster.Powers.GetValueOrDefault(machine.Host)?.State == PowerState.Tired ? roster
        : Wakings.Seen(roster, machine.Host, PowerState.On, now);

    private static string? Unfit(PoolMachine machine, Greeting greeting, TimeSpan ahead) => greeting.Unfit(machine.Host, BinaryGene.Architecture)
        ?? (ahead.Duration() > GenomeAdoption.Skew ? $"The clock of {machine.Host} is {Units.Text(TimeSpan.FromMinutes(Math.Round(ahead.Duration().TotalMinutes)))} {(ahead > TimeSpan.Zero ? "ahead" : "behind")}: set it." : null);
}
