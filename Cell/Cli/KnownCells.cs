using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The cells that the operator speaks to: founders on this box, by their control sockets, and health cells that root bore elsewhere.</summary>
internal static class KnownCells
{
    /// <summary>Hands them the signed genome; heartbeats carry it on.</summary>
    public static async Task PushGenomeAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var told = 0;
        var message = new PaperMessage(1, File.ReadAllBytes(folder.Genome));
        await foreach (var (place, held) in EachAsync(folder, cell => cell.PostAsync("/genome", message, ControlJson.Default.PaperMessage, ControlJson.Default.PaperVersion, cancellation)))
        {
            Console.WriteLine(held.Refusal.Length == 0 ? $"The cell at {place} lives by version {held.Version}." : $"The cell at {place} refused it: {held.Refusal}");
            told += held.Refusal.Length == 0 ? 1 : 0;
        }

        if (told == 0)
        {
            Console.WriteLine("No cell of it answers here: founders take it at their start.");
        }
    }

    /// <summary>Tells those that keep a roster that a machine was found blank.</summary>
    public static async Task TellBlankAsync(OperatorFolder folder, string host, CancellationToken cancellation)
    {
        await foreach (var _ in EachAsync(folder, cell => cell.PostAsync("/blank", new BlankMachine(1, host), ControlJson.Default.BlankMachine, ControlJson.Default.BlankMachine, cancellation)))
        {
            // The answer is the question.
        }
    }

    /// <summary>What each one that answers holds of a paper.</summary>
    public static async Task<IReadOnlyList<byte[]>> PapersAsync(OperatorFolder folder, Paper paper, CancellationToken cancellation)
    {
        var held = new List<byte[]>();
        await foreach (var (_, message) in EachAsync(folder, cell => cell.GetAsync(PathOf(paper), ControlJson.Default.PaperMessage, cancellation)))
        {
            held.Add(message.Envelope);
        }

        return held;
    }

    /// <summary>Hands each a paper; heartbeats carry it on.</summary>
    public static async Task<IReadOnlyList<(string Place, PaperVersion Held)>> OfferAsync(OperatorFolder folder, Paper paper, byte[] envelope, CancellationToken cancellation)
    {
        var told = new List<(string, PaperVersion)>();
        await foreach (var answer in EachAsync(folder, cell => cell.PostAsync(PathOf(paper), new PaperMessage(1, envelope), ControlJson.Default.PaperMessage, ControlJson.Default.PaperVersion, cancellation)))
        {
            told.Add(answer);
        }

        return told;
    }

    /// <returns>Where it was in quarantine.</returns>
    public static async Task<IReadOnlyList<string>> ClearAsync(OperatorFolder folder, CellId cell, CancellationToken cancellation)
    {
        var places = new List<string>();
        await foreach (var (place, _) in EachAsync(folder, link => link.PostAsync("/clear", new ClearOrder(1, cell), ControlJson.Default.ClearOrder, ControlJson.Default.ClearOrder, cancellation)))
        {
            places.Add(place);
        }

        return places;
    }

    private static string PathOf(Paper paper) => $"/{paper.ToString().ToLowerInvariant()}";

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
