using System.Globalization;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>The revocation list between the operator's folder and the cells that he speaks to.</summary>
internal static class RevocationSpread
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes up a newer list that the cells hold.</summary>
    public static async Task FetchAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var own = Organisms.Revocations(folder);
        foreach (var (_, envelope) in await KnownCells.PaperAsync(folder, Paper.Revocations, cancellation))
        {
            if (envelope.Length > 0 && !envelope.AsSpan().SequenceEqual(own.Envelope))
            {
                own.Offer(envelope);
            }
        }
    }

    /// <summary>Hands the list over and waits until those are off the roster.</summary>
    public static async Task<ExitCode> SpreadAsync(OperatorFolder folder, IReadOnlyList<RosterEntry> gone, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        var told = await KnownCells.OfferAsync(folder, Paper.Revocations, File.ReadAllBytes(folder.Revocations), cancellation);
        foreach (var (place, held) in told)
        {
            Console.WriteLine(held.Refusal.Length == 0 ? $"The cell at {place} lives by version {held.Version}." : $"The cell at {place} refused it: {held.Refusal}");
        }

        if (!told.Any(one => one.Held.Refusal.Length == 0))
        {
            throw new CommandFailure(
                ExitCode.Unreachable,
                $"The list is signed and lies in {folder.Revocations}, but no cell of it answers here: nobody is out yet. Founders of this box take it at their start; for the others run `cell revoke` with the same words again when a health cell can be reached.");
        }

        var left = gone;
        while (left.Count > 0 && time.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(Look, time, cancellation);
            left = await LeftAsync(folder, left, cancellation);
        }

        var seconds = time.GetElapsedTime(start).TotalSeconds;
        foreach (var entry in gone.Except(left))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Out after {seconds:0.0} s: {RevocationTargets.Name(entry)}."));
        }

        return left.Count == 0
            ? ExitCode.Done
            : throw new CommandFailure(ExitCode.Unreachable, $"Not seen to be out after {Patience.TotalSeconds:0} s: {RevocationTargets.Names(left)}. The list spreads by itself as health cells are reached; `cell status` shows how far it is.");
    }

    private static async Task<IReadOnlyList<RosterEntry>> LeftAsync(OperatorFolder folder, IReadOnlyList<RosterEntry> left, CancellationToken cancellation)
    {
        if (await KnownCells.RosterAsync(folder, cancellation) is not { } roster)
        {
            return left;
        }

        var living = Descent.Living(roster).Select(entry => entry.Cell).ToHashSet();
        return [.. left.Where(entry => living.Contains(entry.Cell))];
    }
}
