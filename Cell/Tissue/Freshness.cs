namespace Cell.Tissue;

/// <summary>How old a cell's knowledge may be before it loses its powers: a cell cut off never divides. Pure.</summary>
internal static class Freshness
{
    /// <summary>Of the roster: the last accepted heartbeat.</summary>
    public static readonly TimeSpan Roster = TimeSpan.FromSeconds(10);

    /// <summary>Of the revocation list: the last comparison with a health cell.</summary>
    public static readonly TimeSpan Revocations = TimeSpan.FromMinutes(10);

    /// <param name="since">Since a health cell last accepted a heartbeat, with which the lists are compared; null: none did yet.</param>
    /// <returns>Why this cell may not bear now; null: it may.</returns>
    public static string? BarsBearing(TimeSpan? since) => true switch
    {
        _ when since is null => "No health cell has accepted this cell yet: without a roster nobody bears.",
        _ when since > Revocations => $"The revocation list was last compared with a health cell {Text(since.Value)} ago: without one fresher than {Text(Revocations)} nobody bears.",
        _ when since > Roster => $"The roster is {Text(since.Value)} old: a cell that is cut off never divides.",
        _ => null,
    };

    /// <param name="others">Other health cells that may live.</param>
    /// <param name="since">Since one of them last accepted a heartbeat of this one; null: none did yet.</param>
    /// <returns>Why this health cell may not sign a ticket now; null: it may.</returns>
    public static string? BarsSigning(int others, TimeSpan? since) => others > 0 && (since is null || since > Revocations)
        ? $"The revocation list was {(since is { } ago ? $"last compared with another health cell {Text(ago)} ago" : "not compared with another health cell yet")}: without one fresher than {Text(Revocations)} no ticket is signed."
        : null;

    private static string Text(TimeSpan span) => span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";
}
