using System.CommandLine;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The --data option that names the cell a command speaks to.</summary>
internal static class Sockets
{
    public static Option<string?> DataOption() => new("--data") { Description = "Folder of the cell to speak to (default: /var/lib/cell for root, else ~/.local/share/cell)." };

    public static ControlClient Client(ParseResult parsed, Option<string?> data)
    {
        var folder = parsed.GetValue(data) is { } named ? new DataFolder(Path.GetFullPath(named)) : DataFolder.Default();
        return new ControlClient(folder.SocketForCommands());
    }
}
