using System.CommandLine;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell die ID [--last] | --all [--name ORGANISM] [--reason TEXT]</c>: one cell ends, or every one; born ones leave their machines blank.</summary>
internal static class DieCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "The cell: its id or the last 8 characters.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every cell of the organism." };
        var last = new Option<bool>("--last") { Description = "With ID: also if it is the last one of a role." };
        var name = new Option<string?>("--name") { Description = "With --all: the organism's name, where no terminal can ask for it." };
        var reason = PauseCommand.ReasonOption();
        var command = new Command("die", "End a cell, or every cell of the organism. Born cells leave their machines blank; founders keep their data.") { id, all, last, name, reason };
        command.Does(async (parsed, cancellation) => (parsed.GetValue(id), parsed.GetValue(all)) switch
        {
            ({ } one, false) => await new DyingCell(Organisms.Only(), TimeProvider.System).RunAsync(one, parsed.GetValue(last), parsed.GetValue(reason) ?? "", cancellation),
            (null, true) => await AllAsync(parsed, parsed.GetValue(name), parsed.GetValue(reason) ?? "", cancellation),
            _ => throw new CommandFailure(ExitCode.Usage, "Say which cell ends, by its id, or --all. `cell status` shows the cells."),
        });
        return command;
    }

    private static Task<ExitCode> AllAsync(ParseResult parsed, string? name, string reason, CancellationToken cancellation)
    {
        var folder = Organisms.Only();
        var meant = Organisms.Rules(folder).Genes.Organism.Name;
        var said = name ?? Asked(meant);
        return said == meant
            ? BrakeOrdering.RunAsync(parsed, BrakeLevel.Dead, reason, cancellation)
            : throw new CommandFailure(ExitCode.Refused, $"'{said}' is not the name of this organism ({folder.Path}): nothing was done.");
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
