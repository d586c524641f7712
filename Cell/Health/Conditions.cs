using System.Globalization;
using Cell.Genome;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Health;

/// <summary>Something that a person should know of as long as it lasts.</summary>
/// <param name="Key">The same for the same condition, whatever its figures.</param>
/// <param name="Grace">So long it must last before anybody is told.</param>
internal sealed record Condition(string Key, string Text, TimeSpan Grace)
{
    /// <summary>It is not told again before that.</summary>
    public TimeSpan LeastPause { get; init; }
}

/// <summary>What of a roster is worth telling. Pure.</summary>
internal static class Conditions
{
    // A refill comes first.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // It is weeks away.
    private static readonly TimeSpan ExpiryPause = TimeSpan.FromDays(3);

    /// <param name="warnings">Of certificates, genome and generations that come to their end.</param>
    /// <param name="unborn">Why a role that is below its least population was not refilled.</param>
    public static IReadOnlyList<Condition> Of(Roster roster, Genes genes, IReadOnlyList<Identity.Warning> warnings, IReadOnlyDictionary<Role, string> unborn) =>
    [
        .. Below(roster, genes, unborn),
        .. roster.Frozen is null ? [] : new[] { new Condition("freeze", $"{Frozen(roster)}. `cell status` shows them.", TimeSpan.Zero) },
        .. roster.Taints.Values.OrderBy(taint => taint.Machine, StringComparer.Ordinal).Select(taint =>
            new Condition($"taint {taint.Machine}", $"{taint.Machine} is tainted since {taint.Since:u}: {taint.Reason} `cell pool list` shows it.", TimeSpan.Zero)),
        .. roster.Quarantines.Values.OrderBy(one => one.Cell).Select(one =>
            new Condition($"quarantine {one.Cell}", $"Cell {one.Cell} is in quarantine until {one.Until:u}: {one.Reason}. `cell quarantine --clear` ends it, `cell revoke` takes it out for good.", TimeSpan.Zero)),
        .. from entry in roster.Living
           where FaultWatch.IsMuch(entry.Vitals.Faults)
           select new Condition($"faults {entry.Cell}", string.Create(
               CultureInfo.InvariantCulture, $"{entry.Vitals.Faults:P0} of what cell {entry.Cell} on {entry.Facts.Machine} did in the last minute failed, by no fault of others: its log says at what."), Patience),
        .. warnings.Select(warning => new Condition(warning.Key[..warning.Key.LastIndexOf(' ')], warning.Text, TimeSpan.Zero) { LeastPause = ExpiryPause }), // its key ends with the threshold
    ];

    public static string Frozen(Roster roster) =>
        $"{roster.Living.Count(entry => entry.State == CellState.Suspect)} of {roster.Living.Count()} cells are silent, and nobody says why: nothing is born for growth and nobody of them is held dead, for at most {HealthTimes.Frozen.TotalMinutes:0} min";

    private static IEnumerable<Condition> Below(Roster roster, Genes genes, IReadOnlyDictionary<Role, string> unborn) =>
        from role in Enum.GetValues<Role>()
        let least = genes.Population[role].Min
        let living = roster.LivingOf(role).Count(entry => entry.State == CellState.Alive)
        where living < least
        select new Condition($"minimum {role.ToString().ToLowerInvariant()}", $"{living} {role.ToString().ToLowerInvariant()} cells live; population.{role.ToString().ToLowerInvariant()}.min is {least}. {unborn.GetValueOrDefault(role) ?? Outlook(roster, genes)}", Patience);

    private static string Outlook(Roster roster, Genes genes)
    {
        var taken = roster.Living.Select(entry => entry.Facts.Machine).Concat(roster.Taints.Keys).ToHashSet(StringComparer.Ordinal);
        var blank = genes.Pool.Machines.Count(machine => !machine.Founder && !taken.Contains(machine.Host));
        var failed = roster.Births.Values.Where(birth => birth.State is BirthState.Undone or BirthState.Tainted).MaxBy(birth => birth.Since);
        return blank == 0 ? "No machine of the pool is blank: `cell pool add HOST` adds one, `cell pool list` shows them."
            : failed is null ? $"{blank} machines of the pool may be blank."
            : $"{blank} machines of the pool may be blank; the last birth that failed was on {failed.Machine}: {failed.Detail}";
    }
}
