using System.CommandLine;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell die --all [--name ORGANISM] [--reason TEXT]</c>: every cell ends; born ones leave their machines blank.</summary>
internal static class DieCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Every cell of the organism.", Required = true };
        var name = new Option<string?>("--name") { Description = "The organism's name, where no terminal can ask for it." };
        var reason = PauseCommand.ReasonOption();
        var command = new Command("die", "End every cell of the organism. Born cells leave their machines blank; founders keep their data.") { all, name, reason };
        command.Does((parsed, cancellation) =>
        {
            var folder = Organisms.Only();
            var meant = Organisms.Rules(folder).Genes.Organism.Name;
            var said = parsed.GetValue(name) ?? Asked(meant);
            return said == meant
                ? BrakeOrdering.RunAsync(parsed, BrakeLevel.Dead, parsed.GetValue(reason) ?? "", cancellation)
                : throw new CommandFailure(ExitCode.Refused, $"'{said}' is not the name of this organism ({folder.Path}): nothing was done.");
        });
        return command;
    }

    private static string Asked(string meant)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandFailure(ExitCode.Usage, "Nobody can be asked here: name the organism with --name.");
        }

        Console.Write($"Every cell of {meant} will end, and the machines of born cells will be blank. Its name, to go on: ");
        return Console.ReadLine()?.Trim() ?? "";
    }
}
