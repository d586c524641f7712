using System.CommandLine;
using System.Text.Json;
using Cell.Simulation;

namespace Cell.Cli;

/// <summary><c>cell simulate SCENARIO.json [--json] [--svg FILE] [--seed N]</c>, <c>cell simulate --from EVENTS</c>: an organism on a virtual clock.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("SCENARIO.json") { Description = "What to play; docs/scenarios/ has examples.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "Instead of a scenario: the events.jsonl of a health cell, or what `cell events --json` prints." };
        var json = new Option<bool>("--json") { Description = "For machines: the whole result as JSON." };
        var svg = new Option<string?>("--svg") { Description = "Draw it into this file." };
        var seed = new Option<int?>("--seed") { Description = "Another story of the same scenario." };
        var command = new Command("simulate", "Play an organism on a virtual clock, with the real rules, and show what it would do and cost.") { file, from, json, svg, seed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null == result.GetValue(from) is null)
            {
                result.AddError("Give a scenario, or --from EVENTS.");
            }
        });
        command.Does((parsed, _) =>
        {
            var outcome = parsed.GetValue(from) is { } events ? Replayed(events) : Played(parsed.GetValue(file) ?? "", parsed.GetValue(seed));
            if (parsed.GetValue(svg) is { } picture)
            {
                File.WriteAllText(picture, OutcomePicture.Of(outcome));
            }

            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(outcome, OutcomeJson.Default.Outcome) + "\n" : OutcomeTable.Of(outcome));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Outcome Played(string path, int? seed)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var read = ScenarioReader.Read(File.ReadAllText(path), trace => File.ReadLines(Path.Combine(folder, trace)));
        return read.Scenario is { } scenario
            ? Play.Run(seed is { } other ? scenario with { Seed = other } : scenario)
            : throw new CommandFailure(ExitCode.Usage, $"{path} is no scenario:\n{string.Join('\n', read.Faults.Select(fault => $"  {fault}"))}");
    }

    private static Outcome Replayed(string path) => Replay.Of(File.ReadLines(path)) ?? throw new CommandFailure(ExitCode.No, $"{path} tells of no birth and no death.");
}
