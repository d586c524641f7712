using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell whoami [--json]</c>: who the cell of this box is, and what it may still do.</summary>
internal static class WhoamiCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "For machines: the answer as it came." };
        var data = CellLink.DataOption();
        var command = new Command("whoami", "Show who the cell is: its lineage, its certificate, what it may still do and why not the rest.") { json, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            var answer = await cell.GetAsync("/whoami", ControlJson.Default.WhoamiAnswer, cancellation);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(answer, ControlJson.Default.WhoamiAnswer) : Draw(answer));
            return ExitCode.Done;
        });
        return command;
    }

    internal static string Draw(WhoamiAnswer answer)
    {
        var text = new StringBuilder();
        void Line(string name, string value) => text.AppendLine(CultureInfo.InvariantCulture, $"{name,-12} {value}");

        Line("Cell", $"{answer.Cell} ({answer.Cell.Short})");
        Line("Organism", $"{answer.Name} ({answer.Organism})");
        Line("Roles", string.Join('+', answer.Roles.Select(role => role.ToString().ToLowerInvariant())));
        Line("Machine", $"{answer.Machine}, slot {answer.Slot}");
        Line("State", answer.State is { } state ? state.ToString().ToLowerInvariant() : "not on the roster");
        Line("Mother", answer.Mother?.ToString() ?? "root");
        Line("Lineage", string.Join(" < ", answer.Lineage.Select(ancestor => $"{ShortOf(ancestor.Cell)} ({ancestor.Generation})")) + $" < root {answer.Root}");
        Line("Generation", $"{answer.Generation}, {answer.GenerationsLeft} left");
        Line("Certificate", $"{answer.Serial}, {answer.CertificateBegins:u} to {answer.CertificateEnds:u}");
        Line("Genome", $"version {answer.GenomeVersion}, expires {answer.GenomeExpires:u}");
        foreach (var power in answer.Powers)
        {
            Line(power.May ? "May" : "May not", power.May ? power.Name : $"{power.Name}: {string.Join(' ', power.WhyNot)}");
        }

        foreach (var warning in answer.Warnings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"! {warning}");
        }

        return text.ToString().TrimEnd();
    }

    private static string ShortOf(string name) => CellId.TryParse(name, out var id) ? id.Short : name;
}
