using Cell.Tissue;

namespace Cell.Crawling;

/// <summary>Fetches the sitemaps of a host, each once in a day, politely like any other URL of it.</summary>
internal sealed class SitemapVisit(TimeProvider time)
{
    private const int MostAHost = 50;
    private const int MostKnown = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> asked = new(StringComparer.Ordinal);

    /// <param name="ask">Fetches one when its turn has come; null: the lease is over.</param>
    /// <returns>What they name, of this host only, the youngest first: each as the outcome of its sitemap.</returns>
    public async IAsyncEnumerable<UrlOutcome> VisitAsync(string host, IReadOnlyList<string> sitemaps, Func<string, Task<FetchOutcome?>> ask)
    {
        var waiting = new Queue<string>(sitemaps);
        for (var count = 0; count < MostAHost && waiting.TryDequeue(out var url);)
        {
            if (CanonicalUrl.HostOf(url) != host || !IsDue(url))
            {
                continue;
            }

            var outcome = await ask(url);
            if (outcome is null)
            {
                Forget(url);
                yield break;
            }

            count++;
            if (outcome is not FetchOutcome.Fetched({ Body: var body }))
            {
                continue;
            }

            var sitemap = Sitemap.Parse(url, body);
            foreach (var other in sitemap.Sitemaps)
            {
                waiting.Enqueue(other);
            }

            var pages = sitemap.Pages.Where(page => CanonicalUrl.HostOf(page.Url) == host).OrderByDescending(page => page.Modified).Select(page => page.Url);
            yield return new UrlOutcome(url, UrlState.NotPage, "sitemap", [.. pages]);
        }
    }

    private bool IsDue(string url)
    {
        lock (gate)
        {
            if (asked.TryGetValue(url, out var at) && time.GetElapsedTime(at) < Fresh)
            {
                return false;
            }

            if (asked.Count >= MostKnown)
            {
                asked.Remove(asked.MinBy(entry => entry.Value).Key);
            }

            asked[url] = time.GetTimestamp();
            return true;
        }
    }

    private void Forget(string url)
    {
        lock (gate)
        {
            asked.Remove(url);
        }
    }
}
