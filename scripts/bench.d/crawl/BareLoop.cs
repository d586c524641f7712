using System.Collections.Concurrent;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Cell;

/// <summary>What anybody would write: HttpClient, AngleSharp, sixteen at once, the text and the links of each page, nothing kept but the set of addresses.</summary>
internal sealed class BareLoop(HttpClient http, HtmlParserOptions options)
{
    private const int Connections = 16;
    private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);
    private readonly BlockingCollection<Uri> waiting = [];
    private int pages, open;
    private long letters;

    /// <param name="isTuned">Comments, script and style skipped, positions not tracked.</param>
    public static async Task<int> CrawlAsync(string url, bool isTuned)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = Connections });
        var options = isTuned
            ? new HtmlParserOptions { DisableElementPositionTracking = true, SkipComments = true, SkipScriptText = true, SkipRawText = true }
            : new HtmlParserOptions();
        var loop = new BareLoop(http, options);
        loop.Offer(new Uri(url));
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(loop.WorkAsync)));
        return loop.pages;
    }

    private async Task WorkAsync()
    {
        // Taking blocks a thread of the pool only while nothing is waiting: as long as one page is open, soon something is.
        while (true)
        {
            if (!waiting.TryTake(out var url))
            {
                if (Volatile.Read(ref open) == 0)
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                continue;
            }

            var html = await http.GetStringAsync(url);
            using (var document = new HtmlParser(options).ParseDocument(html))
            {
                Interlocked.Add(ref letters, document.Body?.TextContent.Length ?? 0);
                foreach (var link in document.QuerySelectorAll("a[href]"))
                {
                    if (Uri.TryCreate(url, link.GetAttribute("href"), out var found) && found.Authority == url.Authority)
                    {
                        Offer(found);
                    }
                }
            }

            Interlocked.Increment(ref pages);
            Interlocked.Decrement(ref open);
        }
    }

    private void Offer(Uri url)
    {
        if (seen.TryAdd(url.AbsoluteUri, true))
        {
            Interlocked.Increment(ref open);
            waiting.Add(url);
        }
    }
}
