using System.Text.Json;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>How the renewal of one cell ended.</summary>
/// <param name="Code">Done, Refused or Unreachable.</param>
internal sealed record RenewalEnd(ExitCode Code, string Told);

/// <summary>Renews one living cell: asks it for a request by its key, signs that with the root key, hands it the new chain.</summary>
internal sealed class Renewing(OperatorFolder folder, Signer root, Genes genes, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<RenewalEnd> RunAsync(RosterEntry entry, CancellationToken cancellation)
    {
        var name = $"{entry.Cell.Short} ({string.Join('+', entry.Facts.Roles.Select(role => role.ToString().ToLowerInvariant()))} on {entry.Facts.Machine})";
        if (RenewalRules.Refusal(entry, genes) is { } rule)
        {
            return new RenewalEnd(ExitCode.Refused, $"{name} is refused: {rule}.");
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        try
        {
            using var cell = Link(entry);
            return await RenewAsync(cell, entry, name, bound.Token);
        }
        catch (CommandFailure failure) when (failure.Code == ExitCode.Unreachable)
        {
            return new RenewalEnd(ExitCode.Unreachable, $"{name} is not reached: {failure.Message}");
        }
        catch (CommandFailure failure)
        {
            return new RenewalEnd(ExitCode.Refused, $"{name} refused: {failure.Message}");
        }
        catch (JsonException fault)
        {
            return new RenewalEnd(ExitCode.Refused, $"{name} answered what cannot be read: {fault.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new RenewalEnd(ExitCode.Unreachable, $"{name} is not reached: no answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private async Task<RenewalEnd> RenewAsync(ControlClient cell, RosterEntry entry, string name, CancellationToken cancellation)
    {
        var asked = await cell.GetAsync("/renewal", ControlJson.Default.RenewalRequest, cancellation);
        var (grant, refusal) = RenewalRules.Judge(asked, entry, Organisms.Rules(folder));
        if (grant is null)
        {
            return new RenewalEnd(ExitCode.Refused, $"{name} is refused: {refusal}.");
        }

        var identity = grant.Identity;
        var facts = new CertificateFacts(identity.Machine, identity.Slot, identity.Roles);
        var certificate = Issuer.Founder(root, grant.Key, entry.Cell, facts, genes.Limits.Generations, time.GetUtcNow());
        var held = await cell.PostAsync("/identity", new RenewedIdentity(1, Pem.Text([certificate])), ControlJson.Default.RenewedIdentity, ControlJson.Default.HeldIdentity, cancellation);
        return held.Refusal.Length > 0
            ? new RenewalEnd(ExitCode.Refused, $"{name} refused: {held.Refusal}")
            : new RenewalEnd(ExitCode.Done, $"{name} is renewed: generation {held.Generation} (before: {identity.Generation}), until {held.Ends:yyyy-MM-dd}.");
    }

    // A founder of this box by its control socket, any other cell by its tissue address.
    private ControlClient Link(RosterEntry entry) =>
        FounderFiles.Founders(folder.Founders).Where(founder => founder.Tissue == entry.Facts.Tissue).Select(founder => new DataFolder(founder.Data)).FirstOrDefault(data => File.Exists(data.Socket)) is { } data
            ? ControlClient.OverSocket(data.Socket)
            : ControlClient.OverTissue(entry.Facts.Tissue, CellLink.OperatorTls(folder));
}
