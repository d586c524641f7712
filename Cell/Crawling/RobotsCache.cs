using System.Text;

namespace Cell.Crawling;

/// <summary>The robots.txt of each origin.</summary>
internal sealed class RobotsCache(TimeProvider time)
{
    private const int Most = 10_000;
    private const int MostRedirects = 5;

    private readonly Lock gate = new();
    private readonly long start = time.GetTimestamp();
    private readonly Dictionary<string, RobotsState> known = new(StringComparer.Ordinal);

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <param name="origin">Scheme and host: "http://docs.test".</param>
    /// <param name="ask">Fetches so many bytes of a URL when its turn has come; null: it does not come any more.</param>
    /// <returns>Null: they are not known, and could not be asked for.</returns>
    public async Task<RobotsRules?> OfAsync(string origin, Func<string, long, Task<FetchOutcome?>> ask)
    {
        RobotsState? before;
        lock (gate)
        {
            if (known.TryGetValue(origin, out before) && Now < before.Until)
            {
                return before.Rules;
            }
        }

        var (told, rules) = await FetchAsync($"{origin}/robots.txt", ask);
        if (!told)
        {
            return null;
        }

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

    /// <returns>Rules of null: the server fails or cannot be reached.</returns>
    private static async Task<(bool Told, RobotsRules? Rules)> FetchAsync(string url, Func<string, long, Task<FetchOutcome?>> ask)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            switch (await ask(url, RobotsRules.MostBytes + 1))
            {
                case null:
                    return (false, null);
                case FetchOutcome.Fetched({ Body: var body }):
                    return (true, RobotsRules.Parse(Encoding.UTF8.GetString(Start(body)), Fetcher.Product));
                case FetchOutcome.Redirected(_, var to) when Tissue.CanonicalUrl.Of(to, url) is { } next:
                    url = next;
                    break;
                case FetchOutcome.Failed:
                    return (true, null);
                default:
                    return (true, RobotsRules.AllowAll);
            }
        }

        // More redirects than five: as if it were not there (section 2.3.1.2).
        return (true, RobotsRules.AllowAll);
    }

    // Of a longer file its first lines (section 2.5): half a line says something else than the whole one.
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> body) =>
        body.Length <= RobotsRules.MostBytes ? body : body[..(body[..RobotsRules.MostBytes].LastIndexOfAny((byte)'\n', (byte)'\r') + 1)];
}
