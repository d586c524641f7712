using System.Globalization;
using System.Text;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>A status as people read it: the lineage as a tree, then machines that need somebody.</summary>
internal static class StatusTable
{
    public static bool Crawls(RosterEntry entry) => entry.State is CellState.Alive && entry.Facts.Roles.Contains(Role.Crawler);

    public static string Draw(StatusAnswer status, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Organism {status.Name} ({status.Organism}), genome version {status.GenomeVersion}, expires {status.GenomeExpires:yyyy-MM-dd}");
        if (status.Brake.Level != BrakeLevel.Running)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"! {status.Brake}. `cell resume` lets go of it.");
        }

        if (status.Trouble.Length > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"! {status.Trouble}");
        }

        foreach (var warning in status.Warnings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"! {warning}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{"CELL",-30} {"ROLES",-18} {"MACHINE",-16} {"GEN",3} {"STATE",-8} {"CPU",5} {"RSS MB",7} {"PAGES",8} {"PAGES/S",8} {"AGE",8}");
        var cells = status.Roster.Cells.Where(entry => entry.State is not CellState.Gone).ToList();
        foreach (var (entry, depth) in Lineage(cells))
        {
            text.AppendLine(Row(entry, depth, now));
        }

        foreach (var birth in status.Roster.Births.Where(birth => birth.State is BirthState.Signed or BirthState.Born))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Being born: a {birth.Role.ToString().ToLowerInvariant()} on {birth.Machine} ({birth.State.ToString().ToLowerInvariant()}).");
        }

        foreach (var taint in status.Roster.Taints)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Tainted: {taint.Machine} since {taint.Since:u}: {taint.Reason}");
        }

        foreach (var one in status.Roster.Quarantined ?? [])
        {
            text.AppendLine(QuarantineCommand.Line(one));
        }

        foreach (var (entry, audit) in cells.Select(entry => (entry, entry.Vitals.Audit)).Where(pair => pair.Audit is not null))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Audit log of {entry.Cell.Short}: {audit!.Seq} entries, the last is {audit.Hash[..12]}."); // filtered just before
        }

        var frontier = cells.FirstOrDefault(entry => entry.Vitals.Dry is not null)?.Vitals;
        text.Append(frontier is null ? "No frontier is heard." : $"Frontier: {frontier.Waiting} URLs waiting{(frontier.Dry == true ? ", at rest" : "")}.");
        return text.ToString();
    }

    private static string Row(RosterEntry entry, int depth, DateTimeOffset now)
    {
        var name = $"{new string(' ', depth * 2)}{(depth == 0 ? "" : "└ ")}{entry.Cell.Short}";
        var roles = string.Join('+', entry.Facts.Roles.Select(role => role.ToString().ToLowerInvariant()));
        var cpu = entry.Vitals.Cpu is { } share ? share.ToString("P0", CultureInfo.InvariantCulture) : "?";
        var rss = entry.Vitals.ResidentBytes is { } bytes ? (bytes / 1_048_576).ToString(CultureInfo.InvariantCulture) : "?";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {roles,-18} {entry.Facts.Machine,-16} {entry.Facts.Generation,3} {entry.State.ToString().ToLowerInvariant(),-8} {cpu,5} {rss,7} {entry.Vitals.Pages,8} {entry.Vitals.Rate,8:0.0} {Age(now - entry.Facts.Started),8}");
    }

    private static IEnumerable<(RosterEntry Entry, int Depth)> Lineage(IReadOnlyList<RosterEntry> cells)
    {
        var known = cells.Select(entry => entry.Cell).ToHashSet();
        return cells.Where(entry => entry.Facts.Mother is not { } mother || !known.Contains(mother)).OrderBy(entry => entry.Cell).SelectMany(entry => Below(entry, 0));

        IEnumerable<(RosterEntry, int)> Below(RosterEntry entry, int depth) =>
            cells.Where(other => other.Facts.Mother == entry.Cell).OrderBy(other => other.Cell).SelectMany(other => Below(other, depth + 1)).Prepend((entry, depth));
    }

    private static string Age(TimeSpan age) => age.TotalDays >= 1 ? $"{age.TotalDays:0.0}d" : age.TotalHours >= 1 ? $"{age.TotalHours:0.0}h" : age.TotalMinutes >= 1 ? $"{age.TotalMinutes:0.0}m" : $"{age.TotalSeconds:0}s";
}
