using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Orders one cell to end, and waits until the roster has it as gone.</summary>
internal sealed class DyingCell(OperatorFolder folder, TimeProvider time)
{
    // Its guard's beat, its last word, and what the health cells take to believe its silence.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // An API hands over first what only it has.
    private static readonly TimeSpan ApiPatience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <param name="last">Also if it is the last one of a role.</param>
    public async Task<ExitCode> RunAsync(string id, bool last, string reason, CancellationToken cancellation)
    {
        var roster = await KnownCells.RosterAsync(folder, cancellation) ?? throw new CommandFailure(ExitCode.Unreachable, "No cell of the organism answers here.");
        var dying = Meant(id, roster);
        if (!last && LastOf(dying, roster) is { } role)
        {
            throw new CommandFailure(ExitCode.Refused, $"{RevocationTargets.Name(dying)} is the last {role} that lives: nothing was done. --last ends it all the same.");
        }

        using (var cell = ControlClient.OverTissue(dying.Facts.Tissue, CellLink.OperatorTls(folder)))
        {
            await cell.PostAsync("/die", new DieOrder(1, dying.Cell, reason), ControlJson.Default.DieOrder, ControlJson.Default.DieOrder, cancellation);
        }

        Console.WriteLine($"{RevocationTargets.Name(dying)} has the order{(dying.Facts.Birth.Length > 0 ? ": the guard of its machine makes that blank" : "")}.");
        return await WaitAsync(dying, cancellation);
    }

    /// <summary>The living cell that is meant. Pure.</summary>
    internal static RosterEntry Meant(string id, RosterAnswer roster)
    {
        var meant = Descent.Living(roster).Where(entry => entry.Cell.ToString() == id || (id.Length >= 8 && entry.Cell.ToString().EndsWith(id, StringComparison.OrdinalIgnoreCase))).ToList();
        return meant is [var one] ? one : throw new CommandFailure(ExitCode.No, $"{id} names {(meant.Count == 0 ? "no living cell" : $"{meant.Count} cells")}: `cell status --json` shows the ids; the last 8 characters are enough.");
    }

    /// <summary>A role that nobody has when it is gone; null: none. Pure.</summary>
    internal static string? LastOf(RosterEntry dying, RosterAnswer roster)
    {
        var others = Descent.Living(roster).Where(entry => entry.Cell != dying.Cell).SelectMany(entry => entry.Facts.Roles).ToHashSet();
        return dying.Facts.Roles.Where(role => !others.Contains(role)).Select(role => role.ToString().ToLowerInvariant()).FirstOrDefault();
    }

    private async Task<ExitCode> WaitAsync(RosterEntry dying, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var patience = dying.Facts.Roles.Contains(Genome.Role.Api) ? ApiPatience : Patience;
        while (time.GetElapsedTime(start) < patience)
        {
            // Nobody answers: it was the last health cell.
            if (await KnownCells.RosterAsync(folder, cancellation) is not { } roster || Descent.Living(roster).All(entry => entry.Cell != dying.Cell))
            {
                Console.WriteLine("It has ended.");
                return ExitCode.Done;
            }

            await Task.Delay(Look, time, cancellation);
        }

        throw new CommandFailure(ExitCode.No, $"It is still heard after {patience.TotalSeconds:0} s: look at {dying.Facts.Machine} (`journalctl -u 'cell*'`).");
    }
}
