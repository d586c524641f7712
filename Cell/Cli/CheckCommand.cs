using System.CommandLine;
using Cell.Genome;

namespace Cell.Cli;

/// <summary><c>cell check [FILE]</c>: is this cell.json valid? <c>cell check --data [DIR]</c>: does what an API keeps agree with itself?</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "Default: the draft in your operator folder.", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string?>("--data") { Description = "Instead, check what the API cell of this folder keeps (default: this box's): pages, log and index. It may run.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "With --data, for machines." };
        var command = new Command("check", "Check a cell.json, or with --data what an API keeps, and name everything that is wrong.") { file, data, json };
        command.Does(async (parsed, cancellation) =>
        {
            if (parsed.GetResult(data) is not null)
            {
                return await DataCheck.RunAsync(parsed.GetValue(data), parsed.GetValue(json), cancellation);
            }

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
                return ExitCode.No;
            }

            return ExitCode.Done;
        });
        return command;
    }
}
