using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The cells that the operator speaks to: founders on this box, by their control sockets, and health cells that root bore elsewhere.</summary>
internal static class KnownCells
{
    /// <summary>Hands them the signed genome; heartbeats carry it on.</summary>
    /// <returns>What each one that answered says.</returns>
    public static async Task<IReadOnlyList<GenomeVersion>> PushGenomeAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var told = new List<GenomeVersion>();
        var message = new GenomeMessage(1, File.ReadAllBytes(folder.Genome));
        await foreach (var (place, held) in EachAsync(folder, cell => cell.PostAsync("/genome", message, ControlJson.Default.GenomeMessage, ControlJson.Default.GenomeVersion, cancellation)))
        {
            Console.WriteLine(held.Refusal.Length == 0 ? $"The cell at {place} lives by version {held.Version}." : $"The cell at {place} refused it: {held.Refusal}");
            told.Add(held);
        }

        if (told.Count == 0)
        {
            Console.WriteLine("No cell of it answers here: founders take it at their start.");
        }

        return told;
    }

    /// <summary>Was any cell of it ever made?</summary>
    public static bool Any(OperatorFolder folder) =>
        FounderFiles.Founders(folder.Founders).Any(founder => Directory.Exists(founder.Data)) || FounderFiles.Greet(folder.Greet).Count > 0;

    /// <summary>The genome that the first one lives by that answers, and where; null: none runs.</summary>
    public static async Task<(string Place, byte[] Envelope)?> GenomeAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        await foreach (var (place, genome) in EachAsync(folder, cell => cell.GetAsync("/genome", ControlJson.Default.GenomeMessage, cancellation)))
        {
            return (place, genome.Envelope);
        }

        return null;
    }

    /// <summary>Tells those that keep a roster that a machine was found blank.</summary>
    public static async Task TellBlankAsync(OperatorFolder folder, string host, CancellationToken cancellation)
    {
        await foreach (var _ in EachAsync(folder, cell => cell.PostAsync("/blank", new BlankMachine(1, host), ControlJson.Default.BlankMachine, ControlJson.Default.BlankMachine, cancellation)))
        {
            // The answer is the question.
        }
    }

    /// <summary>Null: none runs.</summary>
    public static async Task<RosterAnswer?> RosterAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        await foreach (var (_, status) in EachAsync(folder, cell => cell.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation)))
        {
            return status.Roster;
        }

        return null;
    }

    // Those that do not run, and those that cannot answer this, are left out.
    private static async IAsyncEnumerable<(string Place, T Answer)> EachAsync<T>(OperatorFolder folder, Func<ControlClient, Task<T>> ask)
    {
        foreach (var (place, open) in Links(folder))
        {
            using var cell = open();
            T answer;
            try
            {
                answer = await ask(cell);
            }
            catch (CommandFailure failure) when (failure.Code is ExitCode.Unreachable or ExitCode.Refused)
            {
                continue;
            }

            yield return (place, answer);
        }
    }

    private static IEnumerable<(string Place, Func<ControlClient> Open)> Links(OperatorFolder folder) =>
        FounderFiles.Founders(folder.Founders).Select(founder => new DataFolder(founder.Data)).Where(data => File.Exists(data.Socket))
            .Select(data => (data.Path, (Func<ControlClient>)(() => ControlClient.OverSocket(data.Socket))))
            .Concat(FounderFiles.Greet(folder.Greet).Select(address => (address, (Func<ControlClient>)(() => ControlClient.OverTissue(address, CellLink.OperatorTls(folder))))));
}
