using System.Runtime.InteropServices;

namespace Cell.Frontier;

/// <summary>How many URLs of a host differ in parameters and dates only.</summary>
internal sealed class AlikeUrls
{
    // Sites of which each page has a query of its own have as many: further ones are bounded by their host's budget.
    private const int MostPatterns = 1_000_000;

    private readonly Dictionary<ulong, int> counts = [];

    public int Of(HostQueue host, string url) => Traps.Pattern(url) is { } pattern ? counts.GetValueOrDefault(Key(host, pattern)) : 0;

    /// <param name="more">1: it is known from now on; -1: no more.</param>
    public void Count(HostQueue host, ReadOnlySpan<byte> url, int more)
    {
        if (Traps.Pattern(url) is { } pattern && (counts.Count < MostPatterns || counts.ContainsKey(Key(host, pattern))))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, Key(host, pattern), out _) += more;
        }
    }

    public void Clear() => counts.Clear();

    private static ulong Key(HostQueue host, uint pattern) => ((ulong)host.Index << 32) | pattern;
}
