using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>The heirs of a will as one: the ticket for a health cell has the signatures of most of them.</summary>
/// <param name="roster">What this cell last knew of the others.</param>
internal sealed class HeirCouncil(Papers papers, HeirSeal seal, TissueClient client, Func<RosterCopy> roster, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Proposes a birth on a machine, and signs first.</summary>
    /// <returns>Enough signed; or why not.</returns>
    public async Task<(Bequest? Bequest, string Refusal)> AskAsync(CellSelf self, SignedWill will, IReadOnlyList<Heir> heirs, string machine, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var ticket = new Ticket(1, papers.Organism.Value, Guid.CreateVersion7(now).ToString("D"), machine, self.Id, Role.Health, now + Ticket.Lifetime, papers.Revocations.Now.Version);
        var proposal = new Bequest(will, TicketSigning.Sign(ticket, self.Credentials.Key));
        if (seal.Sign(proposal) is { Refusal.Length: > 0 } own)
        {
            return (null, own.Refusal);
        }

        var answers = await Task.WhenAll(heirs.Where(heir => heir.Cell != self.Id).Select(heir => AskAsync(heir, proposal, stopping)));
        var whole = proposal with { Ticket = TicketSigning.Join(proposal.Ticket, answers.Where(answer => answer.Refusal.Length == 0).Select(answer => answer.Envelope)) };
        var (granted, refusal) = whole.Read(papers.Rules());
        return granted is not null ? (whole, "") : (null, $"{refusal}. {string.Join(' ', answers.Select(answer => answer.Refusal).Where(said => said.Length > 0).Distinct())}".TrimEnd());
    }

    private async Task<BequestAnswer> AskAsync(Heir heir, Bequest proposal, CancellationToken stopping)
    {
        if (roster().Cells.GetValueOrDefault(heir.Cell)?.Facts is not { } facts || Whereabouts.Of(facts, papers.Genome.Genes) is not { } where)
        {
            return new BequestAnswer(1, "", $"Cell {heir.Cell} is not known here.");
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        bound.CancelAfter(Patience);
        try
        {
            return await client.PostAsync(where.GetLeftPart(UriPartial.Authority), "/v1/bequest", proposal, TissueJson.Default.Bequest, TissueJson.Default.BequestAnswer, bound.Token);
        }
        catch (TissueException fault)
        {
            return new BequestAnswer(1, "", fault.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new BequestAnswer(1, "", $"{facts.Machine} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }
}
