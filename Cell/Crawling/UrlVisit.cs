using Cell.Tissue;
using Microsoft.Extensions.Logging;

namespace Cell.Crawling;

/// <summary>One URL's visit: the page if it gave one, and what the frontier is told.</summary>
internal sealed record Visited(CrawledPage? Page, UrlOutcome Outcome)
{
    /// <summary>How long the answer took; null: there was none.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>What the host asked for before the next request.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>The host did not answer, and why; "" when it did, or was not asked.</summary>
    public string Fault { get; init; } = "";

    /// <summary>That is this box's own fault.</summary>
    public bool Ours { get; init; }
}

/// <summary>Fetches and reads one URL.</summary>
internal sealed partial class UrlVisit(Fetcher fetcher, TimeProvider time, ILogger log)
{
    public async Task<Visited> VisitAsync(LeasedUrl leased, RobotsRules robots, long mostBytes, CancellationToken cancellation)
    {
        var visited = await VisitOnceAsync(leased, robots, mostBytes, cancellation);
        if (leased.Depth == 0 && visited is { Page: null, Outcome: { State: not (UrlState.Redirected or UrlState.Unchanged) } outcome })
        {
            LogSeed(leased.Url, outcome.Detail);
        }

        return visited;
    }

    private async Task<Visited> VisitOnceAsync(LeasedUrl leased, RobotsRules robots, long mostBytes, CancellationToken cancellation)
    {
        if (robots.Judge(new Uri(leased.Url).PathAndQuery) is { Allowed: false } verdict)
        {
            return Told(leased, UrlState.Refused, $"robots.txt: {verdict.Rule}");
        }

        var start = time.GetTimestamp();
        var outcome = await fetcher.GetAsync(leased.Url, IsPage, mostBytes, leased.Last, cancellation);
        var took = time.GetElapsedTime(start);
        return Of(leased, outcome) with
        {
            Took = outcome is FetchOutcome.Forbidden or FetchOutcome.Failed { Status: null } ? null : took,
            Pause = outcome is FetchOutcome.Failed { RetryAfter: var pause } ? pause : null,
            Fault = outcome is FetchOutcome.Failed { Status: null, Reason: var reason } ? reason : "",
            Ours = outcome is FetchOutcome.Failed { Ours: true },
        };
    }

    private Visited Of(LeasedUrl leased, FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Fetched(var page) => Read(leased, page),
        FetchOutcome.Unchanged => Same(leased, "304"),
        FetchOutcome.Redirected(var status, var to) when CanonicalUrl.Of(to, leased.Url) is { } target => Left(leased, UrlState.Redirected, $"{status} to {target}", [target]),
        FetchOutcome.Redirected(var status, _) => Told(leased, UrlState.Refused, $"{status} to what is no URL"),
        FetchOutcome.Forbidden(var reason) => Told(leased, UrlState.Refused, reason),
        FetchOutcome.Refused(var reason) => Told(leased, UrlState.Refused, reason),
        FetchOutcome.NotPage(var type) => Left(leased, UrlState.NotPage, type, []),
        FetchOutcome.Gone(var status) => Left(leased, UrlState.Gone, $"HTTP {status}", []),
        FetchOutcome.Failed(_, var reason, _) => Told(leased, UrlState.Failed, reason),
        _ => throw new InvalidOperationException($"An outcome is not handled: {outcome}"),
    };

    private static bool IsPage(string contentType) => contentType is "text/html" or "application/xhtml+xml";

    private static Visited Told(LeasedUrl leased, UrlState state, string detail) => new(null, new UrlOutcome(leased.Url, state, detail, []));

    private static Visited Same(LeasedUrl leased, string detail) => new(null, new UrlOutcome(leased.Url, UrlState.Unchanged, detail, []) { Version = leased.Last });

    // What was a page and is none any more leaves the index.
    private Visited Left(LeasedUrl leased, UrlState state, string detail, IReadOnlyList<string> found) =>
        new(leased.Last is null ? null : CrawledPage.Gone(leased.Url, time.GetUtcNow(), leased.Depth), new UrlOutcome(leased.Url, state, detail, found));

    private Visited Read(LeasedUrl leased, FetchedPage fetched)
    {
        var reading = PageReader.Read(fetched, time.GetUtcNow(), leased.Depth);
        var page = reading.Page;
        var version = new PageVersion(page.Hash, fetched.Headers.GetValueOrDefault("etag", ""), fetched.Headers.GetValueOrDefault("last-modified", ""));
        return reading.NoIndex ? Left(leased, UrlState.Refused, "noindex", [.. reading.Followed()])
            : page.Hash == leased.Last?.Hash ? Same(leased with { Last = version }, "the same bytes")
            : new Visited(page, new UrlOutcome(leased.Url, UrlState.Fetched, reading.Cut, []) { Version = version });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The seed {Url} gave no page: {Reason}.")]
    private partial void LogSeed(string url, string reason);
}
