using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell pool check [HOST…]</c>: a health cell looks at the machines on which no cell lives.</summary>
internal static class PoolCheck
{
    public static Command Create()
    {
        var hosts = new Argument<string[]>("HOST") { Description = "As the pool calls them (default: all that are blank, or were tainted by a check).", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "For machines: a line a machine." };
        var data = CellLink.DataOption();
        var command = new Command("check", "Look at machines of the pool: reach, host key, receptor, disk, clock, time to boot. Bad ones are tainted, well ones are not any more.") { hosts, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            var rows = new List<CheckRow>();
            var last = await cell.PostLinesAsync(
                "/check", new CheckOrder(1, parsed.GetValue(hosts) ?? []), ControlJson.Default.CheckOrder, ControlJson.Default.CheckRow, row => Take(row, rows, parsed.GetValue(json)), cancellation);
            if (!last.Done)
            {
                throw new CommandFailure(ExitCode.Unreachable, "The health cell ended in the middle of the check.");
            }

            if (rows.Count == 0 && !parsed.GetValue(json))
            {
                Console.WriteLine("No machine of the pool is to be looked at: `cell pool list` shows them.");
            }

            return rows.TrueForAll(row => row.Good) ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    internal static string Line(CheckRow row)
    {
        string?[] facts =
        [
            row.Architecture, row.Libc,
            row.FreeMiB is { } free ? $"{free} MiB free" : null,
            row.Clock is { } clock ? string.Create(CultureInfo.InvariantCulture, $"clock {clock:+0;-0;0} s") : null,
            row.ConnectMs is { } connect and > 0 && row.Architecture is not null ? $"greeted in {connect} ms" : null,
            row.BootMs is { } boot ? string.Create(CultureInfo.InvariantCulture, $"booted in {boot / 1000.0:0.0} s") : null,
            row.Relics is > 0 and var relics ? $"relics: {relics}" : null,
        ];
        return $"{row.Host,-24} {(row.Good ? "good" : "bad"),-5} {string.Join("; ", facts.OfType<string>().Append(row.Detail).Where(text => text.Length > 0))}".TrimEnd();
    }

    private static void Take(CheckRow row, List<CheckRow> rows, bool json)
    {
        if (row.Done)
        {
            return;
        }

        rows.Add(row);
        Console.WriteLine(json ? JsonSerializer.Serialize(row, ControlJson.Default.CheckRow) : Line(row));
    }
}
