using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The founder cells that run on this box, by their control sockets.</summary>
internal static class FounderCells
{
    /// <summary>Hands them the signed genome; heartbeats carry it on.</summary>
    public static async Task PushGenomeAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var told = 0;
        var message = new GenomeMessage(1, File.ReadAllBytes(folder.Genome));
        await foreach (var (data, held) in EachAsync(folder, cell => cell.PostAsync("/genome", message, ControlJson.Default.GenomeMessage, ControlJson.Default.GenomeVersion, cancellation)))
        {
            Console.WriteLine(held.Refusal.Length == 0 ? $"The cell in {data} lives by version {held.Version}." : $"The cell in {data} refused it: {held.Refusal}");
            told += held.Refusal.Length == 0 ? 1 : 0;
        }

        if (told == 0)
        {
            Console.WriteLine("No founder cell runs here: they take it at their start.");
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
    private static async IAsyncEnumerable<(string Data, T Answer)> EachAsync<T>(OperatorFolder folder, Func<ControlClient, Task<T>> ask)
    {
        foreach (var data in FounderFiles.Founders(folder.Founders).Select(founder => new DataFolder(founder.Data)).Where(data => File.Exists(data.Socket)))
        {
            using var cell = new ControlClient(data.Socket);
            T answer;
            try
            {
                answer = await ask(cell);
            }
            catch (CommandFailure failure) when (failure.Code is ExitCode.Unreachable or ExitCode.Refused)
            {
                continue;
            }

            yield return (data.Path, answer);
        }
    }
}
