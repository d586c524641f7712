using System.Runtime.CompilerServices;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The cells that the operator speaks to: founders on this box, by their control sockets, and health cells that root bore elsewhere.</summary>
internal static class KnownCells
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // An order that is for now waits for no cell that hangs.
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    /// <summary>Hands them the signed genome; heartbeats carry it on.</summary>
    /// <returns>What each one that answered says.</returns>
    public static async Task<IReadOnlyList<PaperVersion>> PushGenomeAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var told = new List<PaperVersion>();
        var message = new PaperMessage(1, File.ReadAllBytes(folder.Genome));
        await foreach (var (place, held) in EachAsync(folder, (cell, bound) => cell.PostAsync("/genome", message, ControlJson.Default.PaperMessage, ControlJson.Default.PaperVersion, bound), cancellation))
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

    /// <summary>Hands them a signed paper.</summary>
    /// <returns>What each one that answered says.</returns>
    public static async Task<IReadOnlyList<(string Place, PaperVersion Held)>> OfferAsync(OperatorFolder folder, Paper paper, byte[] envelope, CancellationToken cancellation)
    {
        var told = new List<(string, PaperVersion)>();
        var message = new PaperMessage(1, envelope);
        await foreach (var answer in EachAsync(folder, (cell, bound) => cell.PostAsync(PathOf(paper), message, ControlJson.Default.PaperMessage, ControlJson.Default.PaperVersion, bound), cancellation))
        {
            told.Add(answer);
        }

        return told;
    }

    /// <returns>Where it was in quarantine.</returns>
    public static async Task<IReadOnlyList<string>> ClearAsync(OperatorFolder folder, CellId cell, CancellationToken cancellation)
    {
        var places = new List<string>();
        await foreach (var (place, _) in EachAsync(folder, (link, bound) => link.PostAsync("/clear", new ClearOrder(1, cell), ControlJson.Default.ClearOrder, ControlJson.Default.ClearOrder, bound), cancellation))
        {
            places.Add(place);
        }

        return places;
    }

    /// <summary>What those that answer at once hold; empty envelopes: none was ever signed.</summary>
    public static async Task<IReadOnlyList<(string Place, byte[] Envelope)>> PaperAsync(OperatorFolder folder, Paper paper, CancellationToken cancellation)
    {
        var held = new List<(string, byte[])>();
        await foreach (var (place, message) in EachAsync(folder, (cell, bound) => BrieflyAsync(brief => cell.GetAsync(PathOf(paper), ControlJson.Default.PaperMessage, brief), bound), cancellation))
        {
            held.Add((place, message.Envelope));
        }

        return held;
    }

    /// <summary>Tissue addresses of those that do not live on this box.</summary>
    public static IReadOnlyList<string> Elsewhere(OperatorFolder folder) => FounderFiles.Greet(folder.Greet);

    private static string PathOf(Paper paper) => $"/{paper.ToString().ToLowerInvariant()}";

    /// <summary>Was any cell of it ever made?</summary>
    public static bool Any(OperatorFolder folder) =>
        FounderFiles.Founders(folder.Founders).Any(founder => Directory.Exists(founder.Data)) || FounderFiles.Greet(folder.Greet).Count > 0;

    /// <summary>The genome that the first one lives by that answers, and where; null: none runs.</summary>
    public static async Task<(string Place, byte[] Envelope)?> GenomeAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        await foreach (var (place, genome) in EachAsync(folder, (cell, bound) => cell.GetAsync("/genome", ControlJson.Default.PaperMessage, bound), cancellation))
        {
            return (place, genome.Envelope);
        }

        return null;
    }

    /// <summary>Tells those that keep a roster that a machine was found blank.</summary>
    public static async Task TellBlankAsync(OperatorFolder folder, string host, CancellationToken cancellation)
    {
        await foreach (var _ in EachAsync(folder, (cell, bound) => cell.PostAsync("/blank", new BlankMachine(1, host), ControlJson.Default.BlankMachine, ControlJson.Default.BlankMachine, bound), cancellation))
        {
            // The answer is the question.
        }
    }

    /// <summary>Tells those that keep a roster that a machine is not to be used until a check finds it well.</summary>
    public static async Task TaintAsync(OperatorFolder folder, string host, string reason, CancellationToken cancellation)
    {
        await foreach (var _ in EachAsync(folder, (cell, bound) => cell.PostAsync("/taint", new TaintOrder(1, host, reason), ControlJson.Default.TaintOrder, ControlJson.Default.TaintOrder, bound), cancellation))
        {
            // The answer is the question.
        }
    }

    /// <summary>From a cell that has it fresh, else from one that remembers it; null: none runs.</summary>
    public static async Task<RosterAnswer?> RosterAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        RosterAnswer? remembered = null;
        await foreach (var (_, status) in EachAsync(folder, (cell, bound) => cell.GetAsync("/status", ControlJson.Default.StatusAnswer, bound), cancellation))
        {
            remembered = status.Roster;
            if (status.Trouble.Length == 0)
            {
                break;
            }
        }

        return remembered;
    }

    /// <summary>The rosters of those that answer at once: fresh ones, or else remembered ones.</summary>
    public static async Task<IReadOnlyList<RosterAnswer>> RostersAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var statuses = new List<StatusAnswer>();
        await foreach (var (_, status) in EachAsync(folder, (cell, bound) => BrieflyAsync(brief => cell.GetAsync("/status", ControlJson.Default.StatusAnswer, brief), bound), cancellation))
        {
            statuses.Add(status);
        }

        var fresh = statuses.Where(status => status.Trouble.Length == 0).ToList();
        return [.. (fresh.Count > 0 ? fresh : statuses).Select(status => status.Roster)];
    }

    private static async Task<T> BrieflyAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken bound)
    {
        using var brief = CancellationTokenSource.CreateLinkedTokenSource(bound);
        brief.CancelAfter(Brief);
        return await ask(brief.Token);
    }

    // All at once, in the order of their answers. Those that do not run, that hang, and those that cannot answer this, are left out.
    private static async IAsyncEnumerable<(string Place, T Answer)> EachAsync<T>(
        OperatorFolder folder, Func<ControlClient, CancellationToken, Task<T>> ask, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        var asked = Links(folder).Select(link => AskAsync(link, ask, bound.Token)).ToList();
        try
        {
            await foreach (var answered in Task.WhenEach(asked).WithCancellation(cancellation))
            {
                if (await answered is { } answer)
                {
                    yield return answer;
                }
            }
        }
        finally
        {
            await bound.CancelAsync();
            await Task.WhenAll(asked);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private static async Task<(string Place, T Answer)?> AskAsync<T>((string Place, Func<ControlClient> Open) link, Func<ControlClient, CancellationToken, Task<T>> ask, CancellationToken bound)
    {
        try
        {
            using var cell = link.Open();
            return (link.Place, await ask(cell, bound));
        }
        catch (CommandFailure failure) when (failure.Code is ExitCode.Unreachable or ExitCode.Refused or ExitCode.No)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Place, Func<ControlClient> Open)> Links(OperatorFolder folder) =>
        FounderFiles.Founders(folder.Founders).Select(founder => new DataFolder(founder.Data)).Where(data => File.Exists(data.Socket))
            .Select(data => (data.Path, (Func<ControlClient>)(() => ControlClient.OverSocket(data.Socket))))
            .Concat(FounderFiles.Greet(folder.Greet).Select(address => (address, (Func<ControlClient>)(() => ControlClient.OverTissue(address, CellLink.OperatorTls(folder))))));
}
