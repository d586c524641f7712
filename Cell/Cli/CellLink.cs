using System.CommandLine;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Finds the cell that a command speaks to: the one of --data or of this box, else over the tissue one of those that root bore elsewhere.</summary>
internal static class CellLink
{
    private static readonly ExpiryWatch OperatorWatch = new();

    public static Option<string?> DataOption() => new("--data") { Description = "Folder of the cell to speak to (default: /var/lib/cell for root, else ~/.local/share/cell)." };

    /// <param name="role">Of the cell that is needed, when it is not one of this box.</param>
    /// <exception cref="CommandFailure">None is known, or none answers.</exception>
    public static async Task<ControlClient> OpenAsync(ParseResult parsed, Option<string?> data, Role role, CancellationToken cancellation)
    {
        var folder = parsed.GetValue(data) is { } named ? new DataFolder(Path.GetFullPath(named)) : DataFolder.Default();
        return parsed.GetValue(data) is null && Elsewhere(folder) is { } distant
            ? await OpenAsync(distant, role, cancellation)
            : ControlClient.OverSocket(folder.SocketForCommands());
    }

    /// <summary>No cell runs on this box, and this is the folder of an organism that has none on it; null otherwise.</summary>
    public static OperatorFolder? Elsewhere(DataFolder box) =>
        !File.Exists(box.SocketForCommands()) && OperatorFolder.All() is [var only] && FounderFiles.Founders(only.Founders).Count == 0 && FounderFiles.Greet(only.Greet).Count > 0 ? only : null;

    /// <summary>An organism of this operator of which no cell was ever made; null otherwise.</summary>
    public static OperatorFolder? Unborn() =>
        !File.Exists(DataFolder.Default().SocketForCommands()) && OperatorFolder.All() is [var only] && FounderFiles.Founders(only.Founders).Count == 0 && FounderFiles.Greet(only.Greet).Count == 0 ? only : null;

    public static TissueTls OperatorTls(OperatorFolder folder)
    {
        var rules = Organisms.Rules(folder);
        var credentials = folder.Credentials();
        WarnOf(credentials);
        return new TissueTls(() => credentials, () => rules with { Now = TimeProvider.System.GetUtcNow() }, _ => { });
    }

    // Once a command, however many cells it speaks to.
    private static void WarnOf(CellCredentials credentials)
    {
        var begins = new DateTimeOffset(credentials.Leaf.NotBefore.ToUniversalTime(), TimeSpan.Zero);
        foreach (var warning in OperatorWatch.New([.. Expiry.OfOperator(credentials.Identity.Name, begins, credentials.Identity.Ends, TimeProvider.System.GetUtcNow())]))
        {
            Console.Error.WriteLine($"! {warning.Text}");
        }
    }

    private static async Task<ControlClient> OpenAsync(OperatorFolder folder, Role role, CancellationToken cancellation)
    {
        var tls = OperatorTls(folder);
        var silences = new List<string>();
        foreach (var address in FounderFiles.Greet(folder.Greet))
        {
            var health = ControlClient.OverTissue(address, tls);
            try
            {
                var status = await health.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation);
                return role == Role.Health ? health : ControlClient.OverTissue(AddressOf(role, status), tls);
            }
            catch (CommandFailure silent) when (silent.Code == ExitCode.Unreachable)
            {
                health.Dispose();
                silences.Add(silent.Message);
            }
        }

        throw new CommandFailure(ExitCode.Unreachable, string.Join(' ', silences));
    }

    private static string AddressOf(Role role, StatusAnswer status) =>
        status.Roster.Cells.FirstOrDefault(entry => entry.State is CellState.Alive or CellState.Suspect && entry.Facts.Roles.Contains(role))?.Facts.Tissue
            ?? throw new CommandFailure(ExitCode.No, $"No living cell has the role {role.ToString().ToLowerInvariant()}: `cell divide --role {role.ToString().ToLowerInvariant()} --target HOST` bears one.");
}
