using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>All health cells that a mother knows, as one: a ticket has the signatures of most of those that may live, a report goes to all.</summary>
/// <param name="keepers">The first one proposes.</param>
internal sealed class Council(Func<IReadOnlyList<(string Name, IKeeper Keeper)>> keepers)
{
    /// <exception cref="TissueException">None is known, or the proposing one does not answer.</exception>
    public async Task<TicketAnswer> TicketAsync(TicketRequest request, CancellationToken cancellation)
    {
        var all = keepers();
        var answer = await First(all).TicketAsync(request, cancellation);
        if (answer.Waking is not null || answer.Refusal.Length > 0 || TicketSigning.Look(answer.Envelope) is not { } ticket)
        {
            return answer;
        }

        var signed = answer;
        var refusals = new List<string>();

        // Each: who did not sign does not know of the birth.
        foreach (var (name, keeper) in all.Skip(1))
        {
            var more = await CosignAsync(keeper, request with { Proposal = signed.Envelope }, cancellation);
            if (more.Refusal.Length > 0)
            {
                refusals.Add($"{name}: {more.Refusal}");
            }
            else
            {
                signed = signed with { Envelope = more.Envelope, Signers = [.. signed.Signers, .. more.Signers] };
            }
        }

        if (signed.Signers.Count >= ticket.Needed)
        {
            return signed;
        }

        var refusal = $"{signed.Signers.Count} of {ticket.Needed} signatures: health cells may live on {string.Join(", ", ticket.Electorate ?? [])}. {string.Join(" ", refusals)}".TrimEnd();
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

    private static async Task<TicketAnswer> CosignAsync(IKeeper keeper, TicketRequest request, CancellationToken cancellation)
    {
        try
        {
            return await keeper.TicketAsync(request, cancellation);
        }
        catch (TissueException fault)
        {
            return new TicketAnswer(1, "", [], fault.Message);
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
