namespace Cell.Frontier;

/// <summary>A token bucket for crawler.pace: what two seconds give may be taken at once. Pure.</summary>
/// <param name="Tokens">URLs that may be leased; negative after one that was larger.</param>
internal readonly record struct PaceBucket(DateTimeOffset Filled, double Tokens)
{
    private const double Seconds = 2;

    /// <param name="pace">URLs a second; 0: no bound.</param>
    public PaceBucket At(DateTimeOffset now, double pace) =>
        new(now, pace == 0 ? double.PositiveInfinity : Math.Min(pace * Seconds, (double.IsInfinity(Tokens) ? 0 : Tokens) + ((now - Filled).TotalSeconds * pace)));

    /// <summary>Of so many wished for.</summary>
    public int Allows(int urls) => (int)Math.Min(urls, Math.Max(Tokens, 0));

    public PaceBucket Less(int urls) => this with { Tokens = Tokens - urls };
}
