using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Crawling;

/// <summary>One URL's visit: the page if it gave one, and what the frontier is told.</summary>
internal sealed record Visited(CrawledPage? Page, UrlOutcome Outcome)
{
    /// <summary>What the host asked for before the next request.</summary>
    public TimeSpan? Pause { get; init; }
}

/// <summary>Fetches and reads one URL.</summary>
internal sealed partial class UrlVisit(Fetcher fetcher, TimeProvider time, ILogger log)
{
    public async Task<Visited> VisitAsync(LeasedUrl leased, RobotsRules robots, long mostBytes, CancellationToken cancellation)
    {
        var visited = await VisitOnceAsync(leased, robots, mostBytes, cancellation);
        if (leased.Depth == 0 && visited is { Page: null, Outcome: { State: not UrlState.Redirected } outcome })
        {
            LogSeed(leased.Url, outcome.Detail);
        }

        return visited;
    }

    private async Task<Visited> VisitOnceAsync(LeasedUrl leased, RobotsRules robots, long mostBytes, CancellationToken cancellation)
    {
        var path = new Uri(leased.Url).PathAndQuery;
        if (robots.Judge(path) is { Allowed: false } verdict)
        {
            return robots.IsUnknown
                ? Told(leased.Url, UrlState.Failed, "robots.txt could not be fetched: until it can, nothing is allowed")
                : Told(leased.Url, UrlState.Refused, $"robots.txt: {verdict.Rule}");
        }

        var outcome = await fetcher.GetAsync(leased.Url, IsPage, mostBytes, cancellation);
        return outcome switch
        {
            FetchOutcome.Fetched(var page) => Read(leased, page),
            FetchOutcome.Redirected(var status, var to) when CanonicalUrl.Of(to, leased.Url) is { } target =>
                new Visited(null, new UrlOutcome(leased.Url, UrlState.Redirected, $"{status} to {target}", [target])),
            FetchOutcome.Redirected(var status, _) => Told(leased.Url, UrlState.Refused, $"{status} to what is no URL"),
            FetchOutcome.Refused(var reason) => Told(leased.Url, UrlState.Refused, reason),
            FetchOutcome.NotPage(var type) => Told(leased.Url, UrlState.NotPage, type),
            FetchOutcome.Gone(var status) => Told(leased.Url, UrlState.Gone, $"HTTP {status}"),
            FetchOutcome.Failed(_, var reason, var retry) => Told(leased.Url, UrlState.Failed, reason) with { Pause = retry },
            _ => throw new InvalidOperationException($"An outcome is not handled: {outcome}"),
        };
    }

    private static bool IsPage(string contentType) => contentType is "text/html" or "application/xhtml+xml";

    private static Visited Told(string url, UrlState state, string detail) => new(null, new UrlOutcome(url, state, detail, []));

    private Visited Read(LeasedUrl leased, FetchedPage fetched)
    {
        var reading = PageReader.Read(fetched, time.GetUtcNow(), leased.Depth);
        return reading.NoIndex
            ? new Visited(null, new UrlOutcome(leased.Url, UrlState.Refused, "noindex", [.. reading.Followed()]))
            : new Visited(reading.Page, new UrlOutcome(leased.Url, UrlState.Fetched, reading.Cut, []));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The seed {Url} gave no page: {Reason}.")]
    private partial void LogSeed(string url, string reason);
}
