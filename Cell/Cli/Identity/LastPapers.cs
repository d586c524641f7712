using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;
using Cell.Storage;
using Cell.Tissue;

namespace Cell.Cli;

/// <param name="Secrets">The versions of the roles' secrets that she holds.</param>
internal sealed record LastHeld(SignedGenome Genome, IReadOnlyDictionary<Role, int> Secrets);

/// <summary>Fetches the signed papers from a cell of which nothing is known but the roots of her organism. First she is judged by those alone; then, by the genome that they signed, as every peer would judge her.</summary>
internal sealed class LastPapers(string tissue, CellCredentials own)
{
    private static readonly Genes Nobody = GenesReader.Read("""{ "organism": { "name": "unknown" } }""").Genes ?? throw new InvalidOperationException("A genome needs nothing but a name.");

    private string refusal = "";

    /// <summary>Keeps them in the folder.</summary>
    /// <exception cref="CommandFailure">No cell answers, it is none of this organism, or its papers are not good.</exception>
    public async Task<LastHeld> FetchAsync(DataFolder folder, TimeSpan patience, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(patience);
        try
        {
            return await FetchAsync(folder, bound.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Unreachable, $"The cell at {tissue} gave no answer within {patience.TotalSeconds:0} s.");
        }
        catch (CommandFailure failure) when (failure.Code == ExitCode.Unreachable && refusal.Length > 0)
        {
            throw new CommandFailure(ExitCode.Refused, $"Who answers at {tissue} is no cell of this organism: {refusal}.");
        }
        catch (CommandFailure failure) when (failure.Code == ExitCode.No)
        {
            throw new CommandFailure(ExitCode.Refused, $"The cell at {tissue} is no health cell: only those hand out the genome.");
        }
    }

    private async Task<LastHeld> FetchAsync(DataFolder folder, CancellationToken cancellation)
    {
        var unknown = new LineageRules(own.Identity.Organism, own.Roots, Nobody, Revocations.None, TimeProvider.System.GetUtcNow(), null, _ => true);
        using (var stranger = ControlClient.FirstContact(tissue, new TissueTls(() => own, () => unknown, refused => refusal = refused.Reason)))
        {
            foreach (var (paper, path) in new[] { (Paper.Genome, folder.Genome), (Paper.Revocations, folder.Revocations), (Paper.Brake, folder.Brake) })
            {
                if (await GetAsync(stranger, paper, cancellation) is { Length: > 0 } envelope)
                {
                    AtomicFile.Write(path, envelope, AtomicFile.Private);
                }
            }
        }

        var papers = Judged(folder, own.Roots);
        using var known = ControlClient.OverTissue(tissue, new TissueTls(() => own, papers.Rules, refused => refusal = refused.Reason));
        var secrets = await known.GetAsync("/secrets", ControlJson.Default.SecretsHeld, cancellation);
        return new LastHeld(papers.Genome.Now, secrets.Versions);
    }

    private Papers Judged(DataFolder folder, IReadOnlyList<X509Certificate2> roots)
    {
        if (!File.Exists(folder.Genome))
        {
            throw new CommandFailure(ExitCode.InvalidGenome, $"The cell at {tissue} holds no genome.");
        }

        var papers = Papers.At(folder, roots, TimeProvider.System);
        try
        {
            return papers.Genome.Open() is { } damage ? throw new InvalidDataException(damage) : papers.Opened();
        }
        catch (InvalidDataException fault)
        {
            throw new CommandFailure(ExitCode.InvalidGenome, $"What the cell at {tissue} holds is not good: {fault.Message}");
        }
    }

    private static async Task<byte[]> GetAsync(ControlClient cell, Paper paper, CancellationToken cancellation) =>
        (await cell.GetAsync($"/v1/{paper.ToString().ToLowerInvariant()}", ControlJson.Default.PaperMessage, cancellation)).Envelope;
}
