using System.CommandLine;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell renew ID | --all</c>: root signs the keys of living cells again, as generation 0.</summary>
internal static class RenewCommand
{
    private static readonly TimeSpan RosterPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Description = "A living cell: its whole id, or the end of it that `cell status` shows.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every living cell." };
        var data = CellLink.DataOption();
        var command = new Command("renew", "Sign the keys of living cells again with the root key, as generation 0, without a restart.") { id, all, data };
        command.Does(async (parsed, cancellation) =>
        {
            var named = parsed.GetValue(id);
            if (named is null != parsed.GetValue(all))
            {
                throw new CommandFailure(ExitCode.Usage, "Name one cell, or say --all.");
            }

            var folder = Organisms.Only();
            using var root = RootAccess.Of(parsed);
            Task<IReadOnlyList<RosterEntry>> CellsNowAsync() => CellsAsync(parsed, data, folder, cancellation);
            var chosen = Choose(await CellsNowAsync(), named);
            var end = await RunAsync(folder, root, chosen, cancellation);
            if (end == ExitCode.Done && !await AreKnownAsync(chosen, CellsNowAsync, cancellation))
            {
                Console.Error.WriteLine($"cell: the roster has not heard of it within {RosterPatience.TotalSeconds:0} s: wait for it in `cell status` before you revoke anybody above.");
                return ExitCode.Unreachable;
            }

            return end;
        });
        return command;
    }

    // As the cell of --data has the roster; without it, as the first one has it that answers.
    private static async Task<IReadOnlyList<RosterEntry>> CellsAsync(ParseResult parsed, Option<string?> data, OperatorFolder folder, CancellationToken cancellation)
    {
        if (parsed.GetValue(data) is not null)
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Health, cancellation);
            return (await cell.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation)).Roster.Cells;
        }

        return (await KnownCells.RosterAsync(folder, cancellation))?.Cells
            ?? throw new CommandFailure(ExitCode.Unreachable, "No cell of this organism answers: whom to renew stands on a health cell's roster.");
    }

    // Until then a renewed cell stands below her mother for the health cell: a revocation of that one would take her too.
    private static async Task<bool> AreKnownAsync(IReadOnlyList<RosterEntry> before, Func<Task<IReadOnlyList<RosterEntry>>> cellsNowAsync, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = (await cellsNowAsync()).ToDictionary(entry => entry.Cell, entry => entry.Facts.Serial);
            if (before.All(entry => now.GetValueOrDefault(entry.Cell) != entry.Facts.Serial))
            {
                return true;
            }

            if (TimeProvider.System.GetElapsedTime(start) > RosterPatience)
            {
                return false;
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }

    private static async Task<ExitCode> RunAsync(OperatorFolder folder, RootAccess access, IReadOnlyList<RosterEntry> chosen, CancellationToken cancellation)
    {
        var genome = Organisms.Signed(folder) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome} is missing: cell init --resign makes it.");
        var renewing = new Renewing(folder, access.Unlock(folder, "renew a cell"), genome.Genes, TimeProvider.System);
        var ends = new List<RenewalEnd>();
        foreach (var entry in chosen)
        {
            ends.Add(await renewing.RunAsync(entry, cancellation));
            (ends[^1].Code == ExitCode.Done ? Console.Out : Console.Error).WriteLine(ends[^1].Told);
        }

        return CodeOf(ends);
    }

    /// <exception cref="CommandFailure">No living cell, or more than one, is meant.</exception>
    internal static IReadOnlyList<RosterEntry> Choose(IReadOnlyList<RosterEntry> cells, string? named)
    {
        var living = cells.Where(entry => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect).OrderBy(entry => entry.Cell).ToList();
        var meant = living.Where(entry => named is null || entry.Cell.ToString() == named || entry.Cell.Short == named).ToList();
        return (meant.Count, named) switch
        {
            (0, null) => throw new CommandFailure(ExitCode.No, "The roster has no living cell."),
            (0, _) => throw new CommandFailure(ExitCode.No, $"The roster has no living cell {named}: `cell status` shows them."),
            ( > 1, { }) => throw new CommandFailure(ExitCode.Usage, $"{named} is the end of several ids: {string.Join(", ", meant.Select(entry => entry.Cell))}. Name the whole one."),
            _ => meant,
        };
    }

    /// <summary>Who was not reached weighs more than who refused: asking again may help.</summary>
    internal static ExitCode CodeOf(IReadOnlyCollection<RenewalEnd> ends) =>
        ends.Any(end => end.Code == ExitCode.Unreachable) ? ExitCode.Unreachable : ends.Any(end => end.Code == ExitCode.Refused) ? ExitCode.Refused : ExitCode.Done;
}
