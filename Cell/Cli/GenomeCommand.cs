using System.CommandLine;
using System.Text.Json;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell genome show|push</c>: what lives, and what shall.</summary>
internal static class GenomeCommand
{
    public static Command Create() => new("genome", "The signed genome that the cells live by.") { Show(), Push() };

    private static Command Show()
    {
        var diff = new Option<bool>("--diff") { Description = "Only what the draft cell.json changes against it; exit code 1 if anything." };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var data = CellLink.DataOption();
        var command = new Command("show", "Show the genome that lives: from a cell, else the last one that you signed.") { diff, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            var shown = await GenomeShown.FindAsync(parsed.GetValue(data), cancellation);
            var differs = parsed.GetValue(diff);
            var answer = differs ? shown.WithDraft(Organisms.Only()) : shown;
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(answer, GenomeShownJson.Default.GenomeShown) : differs ? answer.DrawDifferences() : answer.Draw());
            return answer.Differences is { Count: > 0 } ? ExitCode.No : ExitCode.Done;
        });
        return command;
    }

    private static Command Push()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Say what would change and what stands in the way; sign nothing." };
        var command = new Command("push", "Sign the changed cell.json as the next version and hand it to the cells. The executables stay those of the last version.") { dry };
        command.Does(async (parsed, cancellation) =>
        {
            using var root = RootAccess.Of(parsed);
            return await GenomePush.RunAsync(Organisms.Only(), root, parsed.GetValue(dry), cancellation);
        });
        return command;
    }
}
