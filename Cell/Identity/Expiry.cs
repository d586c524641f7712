namespace Cell.Identity;

/// <summary>What comes to its end, and what to do about it.</summary>
/// <param name="Key">The same for one end at one threshold: it is told once.</param>
internal sealed record Warning(string Key, string Text);

/// <summary>When to warn of an end: 30, 7 and 1 days before it, and at a quarter of the life. A threshold as long as the whole life says nothing. Pure.</summary>
internal static class Expiry
{
    private static readonly TimeSpan[] Thresholds = [TimeSpan.FromDays(30), TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.Zero];

    public static IEnumerable<Warning> OfCell(CellId cell, DateTimeOffset begins, DateTimeOffset ends, DateTimeOffset now) =>
        Reached(begins, ends, now) is null ? [] : Of($"The certificate of cell {cell.Short}", begins, ends, now, $"`cell renew {cell.Short}`");

    public static IEnumerable<Warning> OfGenome(int version, DateTimeOffset issued, DateTimeOffset expires, DateTimeOffset now) =>
        Of($"Genome version {version}", issued, expires, now, "`cell init --resign`");

    public static IEnumerable<Warning> OfOperator(string name, DateTimeOffset begins, DateTimeOffset ends, DateTimeOffset now) =>
        Of($"The certificate of operator {name}", begins, ends, now, $"`cell operator add {name}`");

    /// <param name="left">Generations that may still follow.</param>
    /// <param name="limit">limits.generations.</param>
    public static IEnumerable<Warning> OfGenerations(CellId cell, int left, int limit)
    {
        if (left * 4 <= limit)
        {
            var how = left <= 0 ? "is of the last generation: it cannot divide" : $"has {left} of {limit} generations left";
            yield return new Warning($"generations {cell} {(left <= 0 ? "none" : "quarter")}", $"Cell {cell.Short} {how} (limits.generations): `cell renew {cell.Short}`.");
        }
    }

    private static IEnumerable<Warning> Of(string what, DateTimeOffset begins, DateTimeOffset ends, DateTimeOffset now, string remedy)
    {
        if (Reached(begins, ends, now) is { } threshold)
        {
            var left = ends - now;
            var when = left > TimeSpan.Zero ? $"ends at {ends.UtcDateTime:u}, in {Length(left)}" : $"ended at {ends.UtcDateTime:u}";
            yield return new Warning($"{what} {ends.UtcTicks} {threshold}", $"{what} {when}: {remedy}.");
        }
    }

    // Who does not say when it began is warned of its end only. Asked of each of thousands of cells once a second.
    private static TimeSpan? Reached(DateTimeOffset begins, DateTimeOffset ends, DateTimeOffset now)
    {
        TimeSpan? least = null;
        var (left, life) = (ends - now, ends - begins);
        foreach (var threshold in Thresholds)
        {
            least = left <= threshold && (begins == default || threshold < life) ? threshold : least; // they fall
        }

        return begins != default && left <= life / 4 && !(least < life / 4) ? life / 4 : least;
    }

    private static string Length(TimeSpan left) =>
        left.TotalDays >= 2 ? $"{left.TotalDays:0} days" : left.TotalHours >= 2 ? $"{left.TotalHours:0} hours" : $"{left.TotalMinutes:0} minutes";
}

/// <summary>Which warnings were told already.</summary>
internal sealed class ExpiryWatch
{
    private HashSet<string> told = [];

    /// <summary>Those that were not there the last time.</summary>
    public IReadOnlyList<Warning> New(IReadOnlyList<Warning> warnings)
    {
        var fresh = warnings.Where(warning => !told.Contains(warning.Key)).ToList();
        told = [.. warnings.Select(warning => warning.Key)];
        return fresh;
    }
}
