namespace Cell.Tissue;

/// <summary>What may be crawled from a seed: its scheme, host and port, and its path up to the last '/', as <c>wget -np</c>.</summary>
/// <param name="Prefix">Canonical URL up to and including the last '/' of the path.</param>
internal readonly record struct Scope(string Prefix)
{
    public static Scope Of(string canonicalSeed)
    {
        var end = canonicalSeed.AsSpan();
        var query = end.IndexOf('?');
        if (query >= 0)
        {
            end = end[..query];
        }

        return new Scope(end[..(end.LastIndexOf('/') + 1)].ToString());
    }

    public bool Holds(string canonicalUrl) => canonicalUrl.StartsWith(Prefix, StringComparison.Ordinal);
}
