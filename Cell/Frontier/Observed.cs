namespace Cell.Frontier;

/// <summary>What visits saw of a page's changes.</summary>
/// <param name="First">The first visit: the baseline that later ones are compared with.</param>
/// <param name="Visits">After the first.</param>
/// <param name="Unchanged">So many of them saw no change.</param>
internal sealed record Observed(DateTimeOffset First, DateTimeOffset Last, int Visits, int Unchanged)
{
    public static Observed Begin(DateTimeOffset at) => new(at, at, 0, 0);

    public Observed Again(DateTimeOffset at, bool changed) => this with { Last = at, Visits = Visits + 1, Unchanged = Unchanged + (changed ? 0 : 1) };

    /// <summary>Until the next visit: one expected change. The estimate of the rate is that of Cho and Garcia-Molina, "Estimating Frequency of Change"
    /// (2003), 4.2, eq. for regular access: -log((unchanged + 0.5) / (visits + 0.5)) an interval, whose bias is small at few visits; visits come
    /// at changing intervals here, so their mean stands for it.</summary>
    /// <param name="first">As long as nothing is known.</param>
    public TimeSpan Next(TimeSpan first, TimeSpan least, TimeSpan most)
    {
        if (Visits == 0)
        {
            return Within(first, least, most);
        }

        var interval = (Last - First) / Visits;
        var changesAnInterval = -Math.Log((Unchanged + 0.5) / (Visits + 0.5));

        // None seen: log(1) is 0, and a page that was never seen changing may be left twice as long each time.
        return changesAnInterval <= 0 ? Within(interval * 2, least, most) : Within(interval / changesAnInterval, least, most);
    }

    private static TimeSpan Within(TimeSpan wish, TimeSpan least, TimeSpan most) => wish > most ? most : wish < least ? least : wish;
}
