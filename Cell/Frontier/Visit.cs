using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>What becomes of a URL by its visit. Pure, but for the jitter of a back-off.</summary>
internal static class Visit
{
    /// <param name="isDown">The host as a whole failed: that is none of the URL's own tries.</param>
    public static UrlRow Settle(UrlRow row, UrlOutcome outcome, bool isDown, DateTimeOffset now, FrontierOptions options) => outcome.State switch
    {
        UrlState.Failed when isDown => row with { Due = now, Detail = outcome.Detail },
        UrlState.Failed when row.Attempts + 1 < options.MaxAttempts => row with
        {
            Attempts = row.Attempts + 1,
            Due = Seconds.Up(now + BackOff.After(row.Attempts, options.FirstBackOff, options.MostBackOff)),
            Detail = outcome.Detail,
        },
        UrlState.Fetched => Seen(row, outcome, outcome.Version is null || outcome.Version.Hash != row.Version?.Hash, now, options) with { Version = outcome.Version },
        UrlState.Unchanged => Seen(row, outcome, changed: false, now, options) with { Version = outcome.Version ?? row.Version },
        _ => Ended(row, outcome, now + options.Genes().RevisitMost, options) with { Version = null },
    };

    private static UrlRow Seen(UrlRow row, UrlOutcome outcome, bool changed, DateTimeOffset now, FrontierOptions options)
    {
        var genes = options.Genes();
        var seen = row.Seen?.Again(now, changed) ?? Observed.Begin(now);
        return Ended(row, outcome, now + seen.Next(options.FirstRevisit, genes.RevisitLeast, genes.RevisitMost), options) with { Seen = seen };
    }

    private static UrlRow Ended(UrlRow row, UrlOutcome outcome, DateTimeOffset next, FrontierOptions options) => row with
    {
        Phase = UrlPhase.Visited,
        Attempts = 0,
        Due = options.Genes().RevisitMost > TimeSpan.Zero ? next : DateTimeOffset.MaxValue,
        Detail = outcome.Detail,
    };
}
