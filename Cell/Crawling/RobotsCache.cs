using System.Text;

namespace Cell.Crawling;

/// <summary>The robots.txt of each origin, for at most 24 h (RFC 9309, 2.4); after a failure for a minute.</summary>
internal sealed class RobotsCache(Fetcher fetcher, TimeProvider time)
{
    private const int Most = 10_000;
    private const int MostRedirects = 5;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (RobotsRules Rules, long At, TimeSpan Lasts)> known = new(StringComparer.Ordinal);

    /// <param name="origin">Scheme and host: "http://docs.test".</param>
    public async Task<RobotsRules> OfAsync(string origin, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (known.TryGetValue(origin, out var entry) && time.GetElapsedTime(entry.At) < entry.Lasts)
            {
                return entry.Rules;
            }
        }

        var (rules, lasts) = await FetchAsync($"{origin}/robots.txt", cancellation);
        lock (gate)
        {
            if (known.Count >= Most)
            {
                known.Remove(known.MinBy(entry => entry.Value.At).Key);
            }

            known[origin] = (rules, time.GetTimestamp(), lasts);
        }

        return rules;
    }

    private async Task<(RobotsRules, TimeSpan)> FetchAsync(string url, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            switch (await fetcher.GetStartAsync(url, RobotsRules.MostBytes + 1, cancellation))
            {
                case FetchOutcome.Fetched({ Body: var body }):
                    return (RobotsRules.Parse(Encoding.UTF8.GetString(Start(body)), Fetcher.Product), Fresh);
                case FetchOutcome.Redirected(_, var to) when Tissue.CanonicalUrl.Of(to, url) is { } next:
                    url = next;
                    break;
                case FetchOutcome.Failed:
                    return (RobotsRules.DisallowAll, Retry);
                default:
                    return (RobotsRules.AllowAll, Fresh);
            }
        }

        // More redirects than five: as if it were not there (section 2.3.1.2).
        return (RobotsRules.AllowAll, Fresh);
    }

    // Of a longer file its first lines (section 2.5): half a line says something else than the whole one.
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> body) =>
        body.Length <= RobotsRules.MostBytes ? body : body[..(body[..RobotsRules.MostBytes].LastIndexOfAny((byte)'\n', (byte)'\r') + 1)];
}
