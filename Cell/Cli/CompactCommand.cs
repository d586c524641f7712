using System.CommandLine;
using System.Globalization;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell compact</c>: gives the room back that replaced and gone pages left in a stopped API's file.</summary>
internal static class CompactCommand
{
    private const double MiB = 1024 * 1024;

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of the stopped cell (default: /var/lib/cell for root, else ~/.local/share/cell)." };
        var command = new Command("compact", "Make the file of a stopped API's pages as small as what it holds. Needs room for a copy.") { data };
        command.Does(async (parsed, cancellation) =>
        {
            var folder = parsed.GetValue(data) is { } named ? new DataFolder(Path.GetFullPath(named)) : DataFolder.Default();
            if (!File.Exists(folder.Pages))
            {
                throw new CommandFailure(ExitCode.Box, $"{folder.Path} holds no pages: name the folder of an API cell with --data.");
            }

            await using var only = StartCommand.Locked(folder);
            var (before, after) = await Task.Run(() => Run(folder.Pages, cancellation), cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder.Pages}: {before / MiB:0.0} MiB before, {after / MiB:0.0} MiB now."));
            return ExitCode.Done;
        });
        return command;
    }

    private static (long Before, long After) Run(string pages, CancellationToken cancellation)
    {
        try
        {
            return Compaction.Run(pages, TimeProvider.System, cancellation);
        }
        catch (IOException fault)
        {
            throw new CommandFailure(ExitCode.Box, $"{fault.Message.TrimEnd('.')}. Everything is as it was.");
        }
    }
}
