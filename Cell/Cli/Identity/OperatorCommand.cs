using System.CommandLine;
using System.Text.Json;
using Cell.Identity;

namespace Cell.Cli;

/// <summary><c>cell operator add|list|passphrase</c>: the people who may give orders, and what opens the root keys.</summary>
internal static class OperatorCommand
{
    public static Command Create() => new("operator", "The people who may give orders, and what opens the root keys.") { Add(), List(), Passphrase() };

    private static Command Add()
    {
        var name = new Argument<string>("NAME") { Description = "1 to 40 of a-z, 0-9, '-' and '.'." };
        var output = new Option<string?>("--out") { Description = "Write a whole operator folder without root keys here, to hand over. Without it your own certificate is renewed." };
        var command = new Command("add", "Sign a certificate for a person, or your own anew.") { name, output };
        command.Does(async (parsed, _) =>
        {
            using var root = RootAccess.Of(parsed);
            var folder = Organisms.Only();
            var person = parsed.GetValue(name)!; // required
            if (parsed.GetValue(output) is { } place)
            {
                await OperatorAdd.HandOverAsync(folder, person, Path.GetFullPath(place), root);
            }
            else
            {
                OperatorAdd.Renew(folder, person, root);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("list", "Show the operator certificates that were signed from this folder.") { json };
        command.Does((parsed, _) =>
        {
            var folder = Organisms.Only();
            var rows = OperatorRow.Of(folder.Register(), folder.OwnEntry().Serial, Organisms.Revocations(folder).Now, TimeProvider.System.GetUtcNow());
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(rows, OperatorRowJson.Default.IReadOnlyListOperatorRow) : OperatorRow.Draw(rows));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Passphrase()
    {
        var remove = new Option<bool>("--remove") { Description = "The keys lie in the clear afterwards." };
        var file = new Option<string?>("--new-passphrase-file") { Description = "File whose first line is the new passphrase, \"-\" for standard input (default: the terminal)." };
        var command = new Command("passphrase", "Set, change or remove the passphrase of the root keys in your folder, or with --root of that file alone.") { remove, file };
        command.Does((parsed, _) =>
        {
            var wished = parsed.GetValue(remove) ? null : new PassphraseSource(parsed.GetValue(file), file.Name);
            if (wished is null && parsed.GetValue(file) is not null)
            {
                throw new CommandFailure(ExitCode.Usage, $"{remove.Name} and {file.Name} exclude each other.");
            }

            var only = parsed.GetValue(RootAccess.KeyOption) is { } named ? Path.GetFullPath(named) : null;
            PassphraseChange.Run(Organisms.Only(), only, RootAccess.Passphrases(parsed), wished);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
