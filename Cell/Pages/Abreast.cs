namespace Cell.Pages;

/// <summary>How far a copy of the pages is abreast of the others: a round of pulling counts once its pages can be found. Pure.</summary>
/// <param name="Since">The begin of the last round whose pages are indexed.</param>
/// <param name="Began">The begin of the last whole round.</param>
/// <param name="Last">The newest number of the own log at its end.</param>
internal sealed record Abreast(DateTimeOffset Since, DateTimeOffset Began, long Last)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public static readonly Abreast Never = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue, long.MaxValue);

    /// <summary>After a whole round.</summary>
    public Abreast With(DateTimeOffset began, long last, long indexed)
    {
        // Another round would move the goal of an index that is still at the last one's.
        var since = indexed >= Last ? Began : Since;
        return indexed >= Last || Began == DateTimeOffset.MinValue ? new Abreast(since, began, last) : this;
    }

    public bool Holds(long indexed, DateTimeOffset now) => now - (indexed >= Last ? Began : Since) < Fresh;
}
