using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Simulation;

namespace Cell.Cli;

/// <summary><c>cell simulate SCENARIO.json [--json] [--svg FILE] [--seed N]</c>, <c>cell simulate --from EVENTS [--limits cell.json]</c>: an organism on a virtual clock.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("SCENARIO.json") { Description = "What to play; docs/scenarios/ has examples.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "Instead of a scenario: the events.jsonl of a health cell, or what `cell events --json` prints." };
        var limits = new Option<string?>("--limits") { Description = "With --from: a cell.json whose pool, population, limits and homeostasis are tried over that load. Without it there are as good as none." };
        var json = new Option<bool>("--json") { Description = "For machines: the whole result as JSON." };
        var svg = new Option<string?>("--svg") { Description = "Draw it into this file." };
        var seed = new Option<int?>("--seed") { Description = "Another story of the same scenario." };
        var command = new Command("simulate", "Play an organism on a virtual clock, with the real rules, and show what it would do and cost.") { file, from, limits, json, svg, seed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null == result.GetValue(from) is null)
            {
                result.AddError("Give a scenario, or --from EVENTS.");
            }

            if (result.GetValue(limits) is not null && result.GetValue(from) is null)
            {
                result.AddError("--limits are for --from: a scenario has its own.");
            }
        });
        command.Does((parsed, _) =>
        {
            if (parsed.GetValue(from) is { } events)
            {
                Tell(Replayed(events, parsed.GetValue(limits), parsed.GetValue(seed)), parsed.GetValue(json), parsed.GetValue(svg));
            }
            else
            {
                var outcome = Played(parsed.GetValue(file) ?? "", parsed.GetValue(seed));
                Draw(outcome, parsed.GetValue(svg));
                Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(outcome, OutcomeJson.Default.Outcome) + "\n" : OutcomeTable.Of(outcome));
            }

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

    private static Replayed Replayed(string path, string? limits, int? seed)
    {
        var history = History.Read(File.ReadLines(path));
        if (history.Faults.Count > 0)
        {
            throw new CommandFailure(ExitCode.Usage, $"{path} is no history of an organism:\n{string.Join('\n', history.Faults.Select(fault => $"  {fault}"))}");
        }

        if (history.Torn.Count > 0)
        {
            Console.Error.WriteLine($"{path}: unfinished lines are passed over: {string.Join(", ", history.Torn)}.");
        }

        var was = Replay.Of(history) ?? throw new CommandFailure(ExitCode.No, $"{path} tells of no birth and no death.");
        var genes = limits is null ? null : Limits(limits);
        return new Replayed(was, [.. ReplayScenario.Roles(history).Select(role => ReplayScenario.Of(history, role, genes)).OfType<Scenario>().Select(scenario => Play.Run(scenario with { Seed = seed ?? scenario.Seed }))]);
    }

    private static Genes Limits(string path)
    {
        var read = GenesReader.Read(File.ReadAllText(path));
        return read.Genes ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{path} is no cell.json:\n{string.Join('\n', read.Faults.Select(fault => $"  {fault}"))}");
    }

    private static void Tell(Replayed replayed, bool json, string? picture)
    {
        Draw(replayed.Would.Count > 0 ? replayed.Would[^1] : replayed.Was, picture);
        Console.Write(json
            ? JsonSerializer.Serialize(replayed, OutcomeJson.Default.Replayed) + "\n"
            : string.Join('\n', new[] { replayed.Was }.Concat(replayed.Would).Select(OutcomeTable.Of)));
        if (replayed.Would.Count == 0)
        {
            Console.Error.WriteLine("It does not tell what there was to do: cells write that down from this version on.");
        }
    }

    private static void Draw(Outcome outcome, string? picture)
    {
        if (picture is not null)
        {
            File.WriteAllText(picture, OutcomePicture.Of(outcome));
        }
    }
}
