namespace Cell.Genome;

/// <summary>Patterns of host names as cell.json writes them: "docs.example.org", "*.example.org". Pure.</summary>
internal static class HostPattern
{
    /// <summary>The value of the longest pattern that matches; null: none does.</summary>
    /// <param name="host">With or without ":port"; a pattern with a port is for that port only.</param>
    public static TimeSpan? Longest(IReadOnlyDictionary<string, TimeSpan> values, string host)
    {
        var name = WithoutPort(host);
        return values.Where(pair => Matches(pair.Key, name) || Matches(pair.Key, host)).OrderByDescending(pair => pair.Key.Length).Select(pair => (TimeSpan?)pair.Value).FirstOrDefault();
    }

    // docs.test:8080 -> docs.test     [::1]:8080 -> [::1]
    private static string WithoutPort(string host) => !host.EndsWith(']') && host.LastIndexOf(':') is > 0 and var colon ? host[..colon] : host;

    private static bool Matches(string pattern, string name) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
