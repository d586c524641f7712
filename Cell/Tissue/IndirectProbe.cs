using Cell.Genome;
using Cell.Identity;
using Microsoft.AspNetCore.Http;

namespace Cell.Tissue;

/// <summary>Says whether it reaches another cell, when a health cell asks; and answers who wants to know whether it lives itself.</summary>
/// <param name="hears">Its heartbeats come to this process: it need not be asked, which a hundred at once could not be in time.</param>
internal sealed class IndirectProbe(CellId self, TissueClient client, LivingGenome genome, Func<CellId, bool> hears, TimeProvider time)
{
    /// <summary>A cell that answers nothing for so long is not reached.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    public void Open(Door door) => door
        .Map("GET", "/v1/ping", context => Door.WriteAsync(context, new Ping(1, self), TissueJson.Default.Ping))
        .MapJson("/v1/witness", TissueJson.Default.WitnessRequest, TissueJson.Default.WitnessAnswer, (request, sender, cancellation) =>
            sender.Roles.Contains(Role.Health) ? AnswerAsync(request, cancellation) : throw new RefusedException("Only a health cell asks for witnesses."));

    private async Task<WitnessAnswer> AnswerAsync(WitnessRequest request, CancellationToken cancellation)
    {
        if (Whereabouts.Of(request.Machine, request.Port, genome.Genes) is not { } where)
        {
            return new WitnessAnswer(1, false, false);
        }

        if (hears(request.Cell))
        {
            return new WitnessAnswer(1, true, true);
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var patience = new CancellationTokenSource(Patience, time);
        await using var late = patience.Token.Register(bound.Cancel);
        try
        {
            var answer = await client.GetAsync(where.GetLeftPart(UriPartial.Authority), "/v1/ping", TissueJson.Default.Ping, bound.Token);
            return new WitnessAnswer(1, true, answer.Cell == request.Cell);
        }
        catch (Exception fault) when (fault is TissueException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new WitnessAnswer(1, true, false);
        }
    }
}
