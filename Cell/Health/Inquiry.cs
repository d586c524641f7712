using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>Looks after the silent: is its port closed, and do others reach it? Cells are sought at their machines' addresses in the signed pool only.</summary>
/// <param name="askAsync">Asks a witness.</param>
internal sealed class Inquiry(RosterKeeper keeper, LivingGenome genome, CellId self, Func<string, WitnessRequest, CancellationToken, Task<WitnessAnswer>> askAsync, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    // A cut network makes all silent at once.
    private const int MostAtOnce = 64;

    private readonly Dictionary<(CellId Cell, bool Witnesses), (Task Work, TimeSpan Began)> underWay = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var now = Clock();
            foreach (var (key, begun) in underWay.Where(pair => pair.Value.Work.IsCompleted && now - pair.Value.Began > (pair.Key.Witnesses ? Again : HealthTimes.Knock)).ToList())
            {
                await begun.Work;
                underWay.Remove(key);
            }

            foreach (var member in Silent(now))
            {
                Begin(member, now, stopping);
            }
        }
    }

    private IEnumerable<Member> Silent(TimeSpan now) =>
        keeper.Roster.Members.Values.Where(member => Roster.IsLiving(member.Entry) && member.Entry.Cell != self && now - member.Heard > HealthTimes.Knock).OrderBy(member => member.Heard);

    private void Begin(Member member, TimeSpan now, CancellationToken stopping)
    {
        if (Whereabouts.Of(member.Entry.Facts, genome.Genes) is not { } where)
        {
            return;
        }

        var cell = member.Entry.Cell;
        if (underWay.Count < MostAtOnce && !underWay.ContainsKey((cell, false)))
        {
            underWay[(cell, false)] = (KnockAsync(cell, where, now, stopping), now);
        }

        if (underWay.Count < MostAtOnce && FailureDetector.IsSuspicious(member, now) && !underWay.ContainsKey((cell, true)))
        {
            underWay[(cell, true)] = (AskAsync(member.Entry, where.Port, now, stopping), now);
        }
    }

    private async Task KnockAsync(CellId cell, Uri where, TimeSpan now, CancellationToken stopping)
    {
        if (await Knock.IsClosedAsync(where, stopping) is { } closed)
        {
            keeper.Knocked(cell, now, closed);
        }
    }

    private async Task AskAsync(RosterEntry silent, int port, TimeSpan now, CancellationToken stopping)
    {
        var witnesses = Witnesses.Of(keeper.Roster, silent, self, () => Random.Shared.Next());
        var answers = await Task.WhenAll(witnesses.Select(witness => AnswerAsync(witness, new WitnessRequest(1, silent.Cell, silent.Facts.Machine, port), stopping)));
        var known = answers.OfType<WitnessAnswer>().Where(answer => answer.Known).ToList();
        keeper.Witnessed(silent.Cell, now, known.Count, known.Exists(answer => answer.Reached));
    }

    private async Task<WitnessAnswer?> AnswerAsync(RosterEntry witness, WitnessRequest request, CancellationToken stopping)
    {
        if (Whereabouts.Of(witness.Facts, genome.Genes) is not { } where)
        {
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(IndirectProbe.Patience + Knock.Patience);
        try
        {
            return await askAsync(where.GetLeftPart(UriPartial.Authority), request, patience.Token);
        }
        catch (Exception fault) when (fault is TissueException or OperationCanceledException)
        {
            return null;
        }
    }

    private TimeSpan Clock() => time.GetElapsedTime(0);
}
