using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell quarantine [--clear ID]</c>: whom the health cells trust no more, and the operator's word that one is good.</summary>
internal static class QuarantineCommand
{
    public static Command Create()
    {
        var clear = new Option<string?>("--clear") { Description = "Trust this cell again: its id or the last 8 characters. `cell revoke` takes it out for good." };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("quarantine", "Show the cells that health cells hold in quarantine, or end it for one.") { clear, json };
        command.Does(async (parsed, cancellation) =>
        {
            var folder = Organisms.Only();
            var roster = await KnownCells.RosterAsync(folder, cancellation) ?? throw new CommandFailure(ExitCode.Unreachable, "No cell of the organism answers here.");
            var held = roster.Quarantined ?? [];
            if (parsed.GetValue(clear) is not { } named)
            {
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(held, QuarantineJson.Default.IReadOnlyListQuarantine) : held.Count == 0 ? "No cell is in quarantine." : string.Join(Environment.NewLine, held.Select(Line)));
                return ExitCode.Done;
            }

            var meant = held.Where(one => one.Cell.ToString() == named || (named.Length >= 8 && one.Cell.ToString().EndsWith(named, StringComparison.OrdinalIgnoreCase))).ToList();
            if (meant is not [var single])
            {
                throw new CommandFailure(ExitCode.No, $"{named} is not one cell in quarantine. `cell quarantine` shows them.");
            }

            foreach (var place in await KnownCells.ClearAsync(folder, single.Cell, cancellation))
            {
                Console.WriteLine($"The health cell at {place} trusts {single.Cell} again.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>As status shows it too.</summary>
    public static string Line(Quarantine one) => $"In quarantine: {one.Cell.Short} since {one.Since:u} until {one.Until:u}: {one.Reason}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<Quarantine>))]
internal sealed partial class QuarantineJson : JsonSerializerContext;
