using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Hands the signed secrets to the living cells that hold older ones, each sealed to that cell's key.</summary>
internal static class SecretsPush
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>Whether every cell of the roster holds them.</returns>
    public static async Task<bool> RunAsync(OperatorFolder folder, IReadOnlyList<RosterEntry> living, CancellationToken cancellation)
    {
        var signed = OperatorSecrets.Signed(folder);
        var told = await Task.WhenAll(living.Select(async entry => (entry, Trouble: await TellAsync(folder, signed, entry, cancellation))));
        var versions = string.Join(", ", signed.All.Select(bundle => $"{bundle.Role.ToString().ToLowerInvariant()} {bundle.Version}"));
        Console.WriteLine($"{told.Count(one => one.Trouble.Length == 0)} of {living.Count} cells hold their secrets (versions: {versions}).");
        foreach (var (entry, trouble) in told.Where(one => one.Trouble.Length > 0))
        {
            Console.WriteLine($"Not yet: {entry.Cell} on {entry.Facts.Machine}: {trouble}");
        }

        return told.All(one => one.Trouble.Length == 0);
    }

    private static async Task<string> TellAsync(OperatorFolder folder, HeldSecrets signed, RosterEntry entry, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        using var cell = ControlClient.OverTissue(entry.Facts.Tissue, CellLink.OperatorTls(folder));
        try
        {
            var held = await cell.GetAsync("/secrets", ControlJson.Default.SecretsHeld, bound.Token);
            var roots = folder.Roots().Select(root => root.PublicKey.ExportSubjectPublicKeyInfo()).ToList();
            var newer = signed.For(entry.Facts.Roles)
                .Where(envelope => SecretBundle.Read(envelope, OrganismId.Of(roots[0]), roots) is { } bundle && held.Versions.GetValueOrDefault(bundle.Role) < bundle.Version)
                .ToList();
            if (newer.Count == 0)
            {
                return "";
            }

            var message = new SecretsMessage(1, SealedSecret.Seal(new SecretLot(1, newer).ToJson(), held.Key));
            return (await cell.PostAsync("/secrets", message, ControlJson.Default.SecretsMessage, ControlJson.Default.SecretsHeld, bound.Token)).Refusal;
        }
        catch (CommandFailure failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} s.";
        }
    }
}
