using System.CommandLine;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell recover FILE --from HOST[:PORT]</c>: the operator's folder anew, from the recovery file and one living cell.</summary>
internal static class RecoverCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The recovery root's key file, as `cell init` wrote it." };
        var from = new Option<string>("--from") { Description = "HOST[:PORT] of the tissue door of a health cell that you trust (default port: 7071).", Required = true };
        var command = new Command("recover", "Make your folder anew on a new box, from the recovery file and a living health cell.") { file, from };
        command.Does(async (parsed, cancellation) =>
        {
            var key = Path.GetFullPath(parsed.GetValue(file)!); // required
            using var root = RootAccess.Of(parsed);
            await Recovery.RunAsync(key, Recovery.Tissue(parsed.GetValue(from)!), root, cancellation); // required
            return ExitCode.Done;
        });
        return command;
    }
}
