using System.Text;

namespace Cell.Crawling;

/// <summary>The robots.txt of each origin.</summary>
internal sealed class RobotsCache(Fetcher fetcher, TimeProvider time)
{
    private const int Most = 10_000;
    private const int MostRedirects = 5;

    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();
    private readonly Dictionary<string, RobotsState> known = new(StringComparer.Ordinal);

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <param name="origin">Scheme and host: "http://docs.test".</param>
    public async Task<RobotsRules> OfAsync(string origin, CancellationToken cancellation)
    {
        RobotsState? before;
        lock (gate)
        {
            if (known.TryGetValue(origin, out before) && Now < before.Until)
            {
                return before.Rules;
            }
        }

        var rules = await FetchAsync($"{origin}/robots.txt", cancellation);
        var state = rules is null ? RobotsState.Failed(before, Now) : RobotsState.Told(rules, Now);
        lock (gate)
        {
            if (known.Count >= Most)
            {
                known.Remove(known.MinBy(entry => entry.Value.Until).Key);
            }

            known[origin] = state;
        }

        return state.Rules;
    }

    /// <returns>Null: the server fails or cannot be reached.</returns>
    private async Task<RobotsRules?> FetchAsync(string url, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            switch (await fetcher.GetStartAsync(url, RobotsRules.MostBytes + 1, cancellation))
            {
                case FetchOutcome.Fetched({ Body: var body }):
                    return RobotsRules.Parse(Encoding.UTF8.GetString(Start(body)), Fetcher.Product);
                case FetchOutcome.Redirected(_, var to) when Tissue.CanonicalUrl.Of(to, url) is { } next:
                    url = next;
                    break;
                case FetchOutcome.Failed:
                    return null;
                default:
                    return RobotsRules.AllowAll;
            }
        }

        // More redirects than five: as if it were not there (section 2.3.1.2).
        return RobotsRules.AllowAll;
    }

    // Of a longer file its first lines (section 2.5): half a line says something else than the whole one.
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> body) =>
        body.Length <= RobotsRules.MostBytes ? body : body[..(body[..RobotsRules.MostBytes].LastIndexOfAny((byte)'\n', (byte)'\r') + 1)];
}
