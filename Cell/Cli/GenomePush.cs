using System.Globalization;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Signs what changed and waits until the cells live by it.</summary>
internal static class GenomePush
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task<ExitCode> RunAsync(OperatorFolder folder, RootAccess root, bool dry, CancellationToken cancellation)
    {
        var signed = Organisms.Signed(folder) ?? throw new CommandFailure(ExitCode.InvalidGenome, $"{folder.Genome} is missing: cell init --resign makes it.");
        var differences = await BeforeSigning.RequireAsync(folder, File.ReadAllText(folder.Draft), cancellation);
        foreach (var difference in differences)
        {
            Console.WriteLine(GenomeShown.Line(difference));
        }

        var secrets = OperatorSecrets.Changed(folder);
        foreach (var bundle in secrets)
        {
            Console.WriteLine($"{bundle}: changed");
        }

        if (dry)
        {
            Console.WriteLine(differences.Count == 0 ? $"No key differs from version {signed.Version}." : $"Would be signed as version {signed.Version + 1}.");
            return ExitCode.Done;
        }

        if (differences.Count > 0)
        {
            signed = Resigning.SignDraft(folder, root);
            Console.WriteLine($"Signed genome version {signed.Version}, valid until {signed.Expires:yyyy-MM-dd}.");
        }
        else
        {
            if (secrets.Count > 0)
            {
                Resigning.SignSecrets(folder, root);
            }

            Console.WriteLine($"No key differs from version {signed.Version}: it is handed over once more. (`cell init --resign` makes a next one all the same.)");
        }

        return await HandOverAsync(folder, signed, cancellation);
    }

    private static async Task<ExitCode> HandOverAsync(OperatorFolder folder, SignedGenome genome, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        var told = await KnownCells.PushGenomeAsync(folder, cancellation);
        if (told.Count == 0)
        {
            return KnownCells.Any(folder) ? ExitCode.Unreachable : ExitCode.Done;
        }

        if (told.All(held => held.Refusal.Length > 0))
        {
            return ExitCode.Refused;
        }

        var (living, behind) = await WaitAsync(folder, genome.Version, start, cancellation);
        if (living.Count == 0)
        {
            Console.WriteLine("None of them knows a roster: the others take it when a health cell lives.");
            return told.Any(held => held.Refusal.Length > 0) ? ExitCode.Refused : ExitCode.Done;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{living.Count - behind.Count} of {living.Count} cells live by version {genome.Version} after {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s."));
        foreach (var entry in behind)
        {
            Console.WriteLine($"Not yet: {entry.Cell} ({string.Join('+', entry.Facts.Roles).ToLowerInvariant()} on {entry.Facts.Machine}), version {entry.GenomeVersion}.");
        }

        var informed = await SecretsPush.RunAsync(folder, living, cancellation);
        return behind.Count == 0 && informed ? ExitCode.Done : ExitCode.Unreachable;
    }

    private static async Task<(IReadOnlyList<RosterEntry> Living, IReadOnlyList<RosterEntry> Behind)> WaitAsync(OperatorFolder folder, int version, long start, CancellationToken cancellation)
    {
        while (true)
        {
            var living = (await KnownCells.RosterAsync(folder, cancellation))?.Cells.Where(entry => entry.State is CellState.Newborn or CellState.Alive or CellState.Suspect).ToList() ?? [];
            var behind = living.Where(entry => entry.GenomeVersion < version).ToList();
            if (behind.Count == 0 || TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                return (living, behind);
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }
}
