namespace Cell.Genome;

/// <summary>Patterns of host names as cell.json writes them: "docs.example.org", "*.example.org". Pure.</summary>
internal static class HostPattern
{
    /// <summary>The value of the longest pattern that matches; null: none does.</summary>
    /// <param name="host">With or without ":port".</param>
    public static TimeSpan? Longest(IReadOnlyDictionary<string, TimeSpan> values, string host)
    {
        var name = host.Split(':')[0];
        return values.Where(pair => Matches(pair.Key, name)).OrderByDescending(pair => pair.Key.Length).Select(pair => (TimeSpan?)pair.Value).FirstOrDefault();
    }

    private static bool Matches(string pattern, string name) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
