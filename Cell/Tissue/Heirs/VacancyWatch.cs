using Cell.Genome;

namespace Cell.Tissue;

/// <summary>While no health cell answers: tries their ports.</summary>
internal sealed class VacancyWatch(Heartbeats heartbeats, LivingGenome genome, TimeProvider time)
{
    private Vacancy seen = Vacancy.None;

    /// <summary>So long no health cell has lived, as this cell saw it itself; null: one may live.</summary>
    public TimeSpan? Lasts => heartbeats.RosterAge is not { } age || age <= Freshness.Roster ? null : Volatile.Read(ref seen).Lasts(heartbeats.Roster, Now);

    private TimeSpan Now => time.GetElapsedTime(0);

    public async Task LookAsync(CancellationToken stopping)
    {
        if (heartbeats.RosterAge is not { } age || age <= Freshness.Roster)
        {
            Volatile.Write(ref seen, Vacancy.None);
            return;
        }

        var known = Vacancy.Known(heartbeats.Roster).ToList();
        var closed = await Task.WhenAll(known.Select(entry => Whereabouts.Of(entry.Facts, genome.Genes) is { } where ? Knock.IsClosedAsync(where, stopping) : Task.FromResult<bool?>(null)));
        Volatile.Write(ref seen, known.Zip(closed).Aggregate(seen, (all, one) => all.With(one.First.Cell, one.Second, Now)));
    }
}
