using System.CommandLine;
using Cell.Genome;

namespace Cell.Cli;

/// <summary><c>cell check [FILE]</c>: is this cell.json valid?</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "Default: the draft in your operator folder.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check", "Check a cell.json and name everything that is wrong with it.") { file };
        command.Does((parsed, _) =>
        {
            var path = parsed.GetValue(file) ?? Organisms.Only().Draft;
            if (!File.Exists(path))
            {
                throw new CommandFailure(ExitCode.InvalidGenome, $"{path} is not there.");
            }

            var genes = Organisms.Read(path, File.ReadAllText(path));
            foreach (var advice in GenesAdvice.For(genes))
            {
                Console.WriteLine($"Advice: {advice}");
            }

            Console.WriteLine($"{path} is valid: organism {genes.Organism.Name}, {genes.Pool.Machines.Count} machines.");
            if (GenesAdvice.Obstacle(genes) is { } obstacle)
            {
                Console.Error.WriteLine($"cell: {obstacle}");
                return Task.FromResult(ExitCode.No);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
