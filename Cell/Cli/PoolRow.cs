using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>A machine of the pool as people see it.</summary>
/// <param name="State">founder, blank, off, waking, birth, cell, tainted, or unknown when no health cell answers.</param>
internal sealed record PoolRow(string Host, string State, string Detail)
{
    /// <param name="roster">Null: no cell of this box answers.</param>
    public static IReadOnlyList<PoolRow> Of(PoolGenes pool, RosterAnswer? roster) => [.. pool.Machines.Select(machine => Of(machine, roster))];

    public static string Draw(IReadOnlyList<PoolRow> rows) => string.Join(
        Environment.NewLine, rows.Select(row => $"{row.Host,-24} {row.State,-8} {row.Detail}".TrimEnd()).Prepend($"{"HOST",-24} {"STATE",-8} DETAIL"));

    private static PoolRow Of(PoolMachine machine, RosterAnswer? roster)
    {
        if (roster is null)
        {
            return new PoolRow(machine.Host, "unknown", "no cell of this box answers");
        }

        var cells = roster.Cells.Where(entry => entry.Facts.Machine == machine.Host && entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect).ToList();
        var what = string.Join(", ", cells.Select(entry => $"{string.Join('+', entry.Facts.Roles).ToLowerInvariant()} {entry.Cell.Short} ({entry.State.ToString().ToLowerInvariant()})"));
        var birth = roster.Births.LastOrDefault(birth => birth.Machine == machine.Host && birth.State is BirthState.Signed or BirthState.Born && birth.Ended is null);
        return true switch
        {
            _ when machine.Founder => new PoolRow(machine.Host, "founder", what),
            _ when roster.Taints.FirstOrDefault(taint => taint.Machine == machine.Host) is { } taint => new PoolRow(machine.Host, "tainted", $"since {taint.Since:u}: {taint.Reason}"),
            _ when cells.Count > 0 => new PoolRow(machine.Host, "cell", what),
            _ when birth is not null => new PoolRow(machine.Host, "birth", $"{birth.Id} until {birth.Expires:u}"),
            _ when roster.Waking?.FirstOrDefault(waking => waking.Machine == machine.Host) is { } waking => new PoolRow(machine.Host, "waking", Waking(waking)),
            _ when roster.Power?.FirstOrDefault(power => power.Machine == machine.Host) is { State: PowerState.Off } power => new PoolRow(machine.Host, "off", With($"since {power.Since:u}", machine, roster)),
            _ => new PoolRow(machine.Host, "blank", With("", machine, roster)),
        };
    }

    private static string Waking(Waking waking) => waking.Mother is { } mother ? $"since {waking.Since:u} for a {waking.Role.ToString().ToLowerInvariant()} of {mother.Short}" : $"since {waking.Since:u} to be looked at";

    private static string With(string detail, PoolMachine machine, RosterAnswer roster) => roster.Relics?.GetValueOrDefault(machine.Host) is int relics and > 0
        ? $"{detail}{(detail.Length > 0 ? "; " : "")}{relics} {(relics == 1 ? "relic" : "relics")}: `cell pool clean {machine.Host}` collects what is left there"
        : detail;
}
