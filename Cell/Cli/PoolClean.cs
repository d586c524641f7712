using System.CommandLine;
using Cell.Genome;
using Cell.Identity;
using Cell.Mitosis;

namespace Cell.Cli;

/// <param name="Relics">Where what cells left is put; "": in the operator's folder.</param>
/// <param name="Discard">It is thrown away instead.</param>
/// <param name="Yes">A living cell there may be ended.</param>
internal sealed record CleanOrder(string Host, string Relics, bool Discard, bool Yes);

/// <summary><c>cell pool clean HOST</c>: whatever is on a machine of this organism, afterwards it is blank.</summary>
internal static class PoolClean
{
    public static Command Create(Func<Option<string?>> login, Func<Option<string?>> identity)
    {
        var host = new Argument<string>("HOST") { Description = "As the pool calls it." };
        var (by, with) = (login(), identity());
        var relics = RelicsOption();
        var discard = DiscardOption();
        var yes = new Option<bool>("--yes") { Description = "End the cell that lives there without asking." };
        var command = new Command("clean", "Make a tainted or left-over machine blank by your own SSH access: collect its relics, end what lives there, put the pool's line right, end its taint.") { host, by, with, relics, discard, yes };
        command.Does(async (parsed, cancellation) =>
        {
            var order = new CleanOrder(parsed.GetValue(host)!, parsed.GetValue(relics) ?? "", parsed.GetValue(discard), parsed.GetValue(yes)); // required
            await RunAsync(Organisms.Only(), order, new OperatorAccess(parsed.GetValue(by) ?? "", parsed.GetValue(with), null), cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    public static Option<string?> RelicsOption() => new("--relics") { Description = "Folder for what cells left there, an API's pages above all (default: relics/ in your own folder of the organism)." };

    public static Option<bool> DiscardOption() => new("--discard-relics") { Description = "Throw away what cells left there." };

    private static async Task RunAsync(OperatorFolder folder, CleanOrder order, OperatorAccess access, CancellationToken cancellation)
    {
        var pool = Organisms.Read(folder.Draft, File.ReadAllText(folder.Draft)).Pool;
        var machine = pool.Machines.FirstOrDefault(entry => entry.Host == order.Host && !entry.Founder)
            ?? throw new CommandFailure(ExitCode.Refused, $"{order.Host} is no machine of the pool that cells are born on: `cell pool list` shows them.");
        var ssh = PoolSsh.Of(machine, access);
        var holds = Cleaning.Read(await PoolSsh.RunAsync(ssh, Cleaning.Look));
        Require(folder, holds, order);

        // What runs there ends first: it still writes what is to be collected.
        var relics = Cleaning.Relics(await PoolSsh.RunAsync(ssh, Cleaning.End(holds.Birth is { } birth && Cleaning.IsName(birth) ? birth : "unknown")));
        if (!order.Discard)
        {
            await PoolRelics.CollectAsync(ssh, relics, PoolRelics.FolderOf(folder, order.Relics, order.Host), cancellation);
        }

        await PoolSsh.RunAsync(ssh, Preparation.Wipe(machine.User, pool.Keys[0]));
        await PoolSsh.RunAsync(ssh, Preparation.Install(PoolChange.AllowedSigners(folder), Pem.Text(folder.Roots()), machine.User, pool.Keys[0]));
        if (await PoolSsh.UnfitAsync(folder, machine, cancellation) is { } unfit)
        {
            throw new CommandFailure(ExitCode.Box, $"{unfit} It is clean, but no cell can be born on it.");
        }

        await KnownCells.TellBlankAsync(folder, machine.Host, cancellation);
        Console.WriteLine($"{machine.Host} is blank{(holds.Taken ? holds.Organism is null ? ": its state could not be read, and is gone" : $": birth {holds.Birth} is ended there" : "")}.");
    }

    private static void Require(OperatorFolder folder, MachineHolds holds, CleanOrder order)
    {
        var ours = Pem.Text(folder.Roots()).Trim();
        if ((holds.Roots.Length > 0 && holds.Roots.Trim() != ours) || (holds.Organism is { } organism && organism != folder.Organism.Value))
        {
            throw new CommandFailure(ExitCode.Refused, $"{order.Host} is a machine of another organism{(holds.Organism is null ? "" : $", {holds.Organism}")}: whoever runs that one cleans it.");
        }

        if (holds.Active && !order.Yes && !Confirmed(order.Host, holds))
        {
            throw new CommandFailure(ExitCode.Refused, $"A cell lives on {order.Host} (birth {holds.Birth ?? "unknown"}): nothing was done. --yes ends it.");
        }
    }

    private static bool Confirmed(string host, MachineHolds holds)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }

        Console.Write($"A cell lives on {host} (birth {holds.Birth ?? "unknown"}). End it? [yes/no] ");
        return Console.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) ?? false;
    }
}
