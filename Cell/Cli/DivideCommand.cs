using System.CommandLine;
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
        command.Does(async (parsed, _) =>
        {
            var order = new DivideOrder(1, parsed.GetValue(target)!, Enum.Parse<Role>(parsed.GetValue(role)!, ignoreCase: true)); // required; has a default
            var kind = parsed.GetValue(json) ? DivisionLines.Json : Console.IsOutputRedirected ? DivisionLines.Plain : DivisionLines.Live;
            using var view = new DivisionView(Console.Out, Console.Error, kind, TimeProvider.System);
            using var interruption = new Interruption();
            if (parsed.GetValue(data) is null && CellLink.Unborn() is { } folder)
            {
                using var root = RootAccess.Of(parsed);

                // On another thread: it may ask for a passphrase, and must be interrupted there too.
                var bearing = Task.Run(async () => (ExitCode)(await RootDivision.RunAsync(folder, root, order, view.Show, interruption.Stop)).Verdict, CancellationToken.None);
                return await EndAsync(bearing, () => Task.CompletedTask, order, view, interruption);
            }

            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, interruption.Stop);
            return await EndAsync(OrderAsync(cell, order, view, interruption.GivenUp), () => StopAsync(cell, order), order, view, interruption);
        });
        return command;
    }

    private static async Task<ExitCode> OrderAsync(ControlClient cell, DivideOrder order, DivisionView view, CancellationToken cancellation)
    {
        var end = await cell.PostLinesAsync("/divide", order, ControlJson.Default.DivideOrder, ControlJson.Default.DivideProgress, view.Show, cancellation);
        return end.Done ? (ExitCode)end.Exit : throw new CommandFailure(ExitCode.Unreachable, "The cell ended in the middle of the division: the machine undoes what was not committed.");
    }

    // The answer comes on the order's own lines: its reader goes on.
    private static async Task StopAsync(ControlClient cell, DivideOrder order)
    {
        try
        {
            await cell.PostAsync("/divide/stop", order, ControlJson.Default.DivideOrder, ControlJson.Default.DivideOrder, CancellationToken.None);
        }
        catch (CommandFailure)
        {
            // It has ended by itself meanwhile, or the cell is gone: the lines say it.
        }
    }

    private static async Task<ExitCode> EndAsync(Task<ExitCode> bearing, Func<Task> stopAsync, DivideOrder order, DivisionView view, Interruption interruption)
    {
        view.Begin();
        if (await Task.WhenAny(bearing, interruption.Once) != bearing)
        {
            view.Say(view.IsBorn
                ? $"Interrupted: the daughter on {order.Target} is born already, it is brought to its end (once more: do not wait for it)."
                : $"Interrupted: the birth on {order.Target} is stopped and undone (once more: do not wait for it).");
            await stopAsync().WaitAsync(interruption.GivenUp);
            await bearing.WaitAsync(interruption.GivenUp);
            return ExitCode.Interrupted;
        }

        return await bearing;
    }
}
