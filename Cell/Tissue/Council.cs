using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>All health cells that a mother knows, as one: a ticket has the signatures of most of those that may live, a report goes to all.</summary>
/// <param name="keepers">Who proposes is the first that answers.</param>
internal sealed class Council(Func<IReadOnlyList<(string Name, IKeeper Keeper)>> keepers, TimeProvider time)
{
    // One that is cut off keeps nobody waiting for longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="TissueException">None is known, or none answers.</exception>
    public async Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation)
    {
        var all = keepers();
        var (proposer, answer) = await ProposeAsync(all, request, cancellation);
        if (answer.Waking is not null || answer.Refusal.Length > 0 || TicketSigning.Look(answer.Envelope) is not { } ticket)
        {
            return answer;
        }

        // Each is asked: who did not sign does not know of the birth.
        var others = all.Where((_, at) => at != proposer).ToList();
        var more = await Task.WhenAll(others.Select(other => CosignAsync(other.Keeper, request with { Proposal = answer.Envelope }, cancellation)));
        var signed = more.Where(one => one.Refusal.Length == 0).ToList();
        IReadOnlyList<string> signers = [.. answer.Signers, .. signed.SelectMany(one => one.Signers)];
        if (signers.Count >= ticket.Needed)
        {
            return answer with { Envelope = TicketSigning.Join(answer.Envelope, signed.Select(one => one.Envelope)), Signers = signers };
        }

        var refusals = others.Zip(more).Where(pair => pair.Second.Refusal.Length > 0).Select(pair => $"{pair.First.Name}: {pair.Second.Refusal}");
        var refusal = $"{signers.Count} of {ticket.Needed} signatures: health cells may live on {string.Join(", ", ticket.Electorate ?? [])}. {string.Join(" ", refusals)}".TrimEnd();
        await TellAsync(all, new BirthReport(1, ticket.Birth, BirthState.Undone, null, refusal), cancellation);
        return new TicketAnswer(1, "", [], refusal);
    }

    /// <summary>Who does not know the birth, or does not answer, learns of it from the others.</summary>
    /// <exception cref="TissueException">None took it.</exception>
    public Task ReportAsync(BirthReport report, CancellationToken cancellation) => TellAsync(keepers(), report, cancellation);

    /// <summary>The births as any of them knows them; who answers first counts.</summary>
    /// <exception cref="TissueException">None answers.</exception>
    public Task<RosterAnswer> RosterAsync(CancellationToken cancellation) => First(keepers()).RosterAsync(cancellation);

    private static IKeeper First(IReadOnlyList<(string Name, IKeeper Keeper)> all) => all is [var first, ..] ? first.Keeper : throw new TissueException("No health cell is known.", null, null);

    private async Task<(int Proposer, TicketAnswer Answer)> ProposeAsync(IReadOnlyList<(string Name, IKeeper Keeper)> all, TicketRequest request, CancellationToken cancellation)
    {
        for (var at = 0; ; at++)
        {
            try
            {
                return (at, await AskAsync(at == 0 ? First(all) : all[at].Keeper, request, cancellation));
            }
            catch (TissueException fault) when (fault.Status is null && at + 1 < all.Count)
            {
                // If it signed, that counts with it until the ticket ends; the next one proposes another birth.
            }
        }
    }

    private async Task<TicketAnswer> CosignAsync(IKeeper keeper, TicketRequest request, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(keeper, request, cancellation);
        }
        catch (TissueException fault)
        {
            return new TicketAnswer(1, "", [], fault.Message);
        }
    }

    private async Task<TicketAnswer> AskAsync(IKeeper keeper, TicketRequest request, CancellationToken cancellation)
    {
        try
        {
            return await keeper.TicketAsync(request, cancellation).WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException late)
        {
            throw new TissueException($"No answer within {Patience.TotalSeconds:0} s.", null, late);
        }
    }

    private static async Task TellAsync(IReadOnlyList<(string Name, IKeeper Keeper)> all, BirthReport report, CancellationToken cancellation)
    {
        if (all.Count <= 1)
        {
            await First(all).ReportAsync(report, cancellation);
            return;
        }

        var faults = await Task.WhenAll(all.Select(keeper => TryTellAsync(keeper.Keeper, report, cancellation)));
        if (Array.TrueForAll(faults, fault => fault is not null))
        {
            throw new TissueException(string.Join(" ", faults.Select(fault => fault!.Message)), null, faults[0]); // none is null
        }
    }

    private static async Task<Exception?> TryTellAsync(IKeeper keeper, BirthReport report, CancellationToken cancellation)
    {
        try
        {
            await keeper.ReportAsync(report, cancellation);
            return null;
        }
        catch (Exception fault) when (fault is TissueException or RefusedException)
        {
            return fault;
        }
    }
}
