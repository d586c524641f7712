using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell divide --target HOST [--role R]</c>: a daughter on a machine of the pool, step by step.</summary>
internal static class DivideCommand
{
    public static Command Create()
    {
        var target = new Option<string>("--target") { Description = "The machine, as the pool calls it.", Required = true };
        var role = new Option<string>("--role") { Description = "What the daughter does.", DefaultValueFactory = _ => "crawler" };
        role.AcceptOnlyFromAmong("api", "crawler", "health");
        var json = new Option<bool>("--json") { Description = "For machines: a line a step." };
        var data = CellLink.DataOption();
        var command = new Command("divide", "Bear a cell on a machine of the pool, give up the access that was used, and prove it.") { target, role, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            var order = new DivideOrder(1, parsed.GetValue(target)!, Enum.Parse<Role>(parsed.GetValue(role)!, ignoreCase: true)); // required; has a default
            var machine = parsed.GetValue(json);
            if (parsed.GetValue(data) is null && CellLink.Unborn() is { } folder)
            {
                using var root = RootAccess.Of(parsed);
                return (ExitCode)(await RootDivision.RunAsync(folder, root, order, progress => Show(progress, machine), cancellation)).Verdict;
            }

            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            var end = await cell.PostLinesAsync(
                "/divide", order, ControlJson.Default.DivideOrder, ControlJson.Default.DivideProgress, progress => Show(progress, machine), cancellation);
            return end.Done ? (ExitCode)end.Exit : throw new CommandFailure(ExitCode.Unreachable, "The cell ended in the middle of the division: the machine undoes what was not committed.");
        });
        return command;
    }

    private static void Show(DivideProgress progress, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(progress, ControlJson.Default.DivideProgress));
        }
        else if (progress is { Done: true, Exit: not 0 })
        {
            Console.Error.WriteLine($"cell: {progress.Detail}");
        }
        else if (progress.Done)
        {
            Console.WriteLine($"{progress.Ms,6} ms  {progress.Detail}");
        }
        else
        {
            Console.WriteLine($"{progress.Ms,6} ms  {progress.Step,2} {progress.Name}: {progress.Detail}");
        }
    }
}
