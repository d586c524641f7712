using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A crawler asks for one host to work on: <c>POST /v1/lease</c>.</summary>
/// <param name="V">1.</param>
/// <param name="Incarnation">Of the asking process: leases of its earlier incarnations are void.</param>
/// <param name="Urls">At most so many URLs, 1 to 100.</param>
internal sealed record LeaseRequest(int V, CellId Crawler, long Incarnation, int Urls);

/// <summary>The answer: a lease, or none and when to ask again.</summary>
/// <param name="Dry">Nothing is due and no lease is out: the crawl has come to rest.</param>
internal sealed record LeaseAnswer(int V, Lease? Lease, int RetryAfterMs, bool Dry);

/// <summary>A crawler's exclusive right to fetch from one host for a while.</summary>
/// <param name="Host">Host name and port as in the URLs: "docs.example.org", "localhost:8080".</param>
/// <param name="Fence">Grows with each lease of this host; settlements carry it (Kleppmann's fencing token).</param>
/// <param name="WaitMs">Wait before the first request: politeness towards the last holder's request.</param>
/// <param name="DelayMs">Least time between two requests.</param>
/// <param name="LastsMs">From the moment at which the holder asked for it, by its own monotonic clock: the answer may have been long on its way.</param>
/// <param name="Destination">The tissue address of the API that takes the pages ("https://host:port"); "" is the cell that answered.</param>
internal sealed record Lease(string Host, long Fence, int WaitMs, int DelayMs, int LastsMs, string Destination, IReadOnlyList<LeasedUrl> Urls)
{
    /// <summary>How long the host took to answer, as earlier holders told (<see cref="HostNews.AnswerMs"/>); 0: not known.</summary>
    public int AnswerMs { get; init; }
}

/// <param name="Depth">Links away from the seed.</param>
internal sealed record LeasedUrl(string Url, int Depth)
{
    /// <summary>What it gave when it was last fetched as a page: ask by condition. Null: a first visit, or nobody remembers.</summary>
    public PageVersion? Last { get; init; }
}

/// <summary>By what a page is known to be the same again (RFC 9110, 8.8 and 13.1).</summary>
/// <param name="Hash">SHA-256 of the body as fetched, lower-case hex.</param>
/// <param name="ETag">As it came, for If-None-Match; "" when there was none.</param>
/// <param name="LastModified">As it came, for If-Modified-Since; "" when there was none.</param>
internal sealed record PageVersion(string Hash, string ETag, string LastModified);

/// <summary>What became of leased URLs: <c>POST /v1/settle</c>. A URL without outcome is due again.</summary>
/// <param name="Done">The holder gives the lease back.</param>
internal sealed record Settlement(int V, CellId Crawler, string Host, long Fence, bool Done, IReadOnlyList<UrlOutcome> Outcomes)
{
    /// <summary>What the holder learnt of the host since its last settlement; null: nothing.</summary>
    public HostNews? News { get; init; }
}

/// <summary>How a host bears being asked. The frontier paces the next leases by it, and tells people why a crawl is slow.</summary>
/// <param name="AnswerMs">From a request to the end of its answer, a smoothed mean of this lease; 0: none answered.</param>
/// <param name="DelayMs">The time that the holder left between two requests: the longest of the lease's, robots.txt's and what slow answers call for.</param>
/// <param name="PauseMs">No request for so long from now: Retry-After of a 429 or 503. 0: none asked for.</param>
/// <param name="Address">That answered last; "" when none did.</param>
/// <param name="Fault">Why the host as a whole gives nothing now (its name, connection, TLS, robots.txt); "" when it does. The frontier then
/// leaves the host alone with back-off, and counts no try against its URLs that failed in this settlement.</param>
internal sealed record HostNews(int AnswerMs, int DelayMs, int PauseMs, string Address, string Fault);

/// <param name="State">What the frontier keeps about it.</param>
/// <param name="Detail">Status, error or rule for people: "404", "robots: Disallow: /private".</param>
/// <param name="Found">Canonical URLs learnt on the way that no page carries: a redirect's target.</param>
internal sealed record UrlOutcome(string Url, UrlState State, string Detail, IReadOnlyList<string> Found)
{
    /// <summary>With Fetched and Unchanged: what the next visit can ask by. Null: nothing to compare, as after any other outcome.</summary>
    public PageVersion? Version { get; init; }
}

internal enum UrlState
{
    /// <summary>The page was acknowledged by its API.</summary>
    Fetched,
    Redirected,
    /// <summary>robots.txt, meta robots or a rule of ours.</summary>
    Refused,
    /// <summary>Not a page: an image, an archive, too large.</summary>
    NotPage,
    /// <summary>404 or 410. Where <see cref="LeasedUrl.Last"/> was told it had been a page, and leaves the index.</summary>
    Gone,
    /// <summary>Failed for now: due again with back-off, given up after some tries.</summary>
    Failed,
    /// <summary>304, or the same bytes as <see cref="LeasedUrl.Last"/>: no page was handed over.</summary>
    Unchanged,
}

/// <summary>The frontier's answer to a settlement.</summary>
/// <param name="Current">False: the fence is old; links were taken, states were not, and the holder stops.</param>
internal sealed record SettleAnswer(int V, bool Current);

/// <summary>Links found by the pages of an API, or seeds: <c>POST /v1/links</c>.</summary>
internal sealed record LinkBatch(int V, IReadOnlyList<FoundLinks> Found);

/// <param name="Depth">Of the page that has the links; -1 for seeds.</param>
internal sealed record FoundLinks(int Depth, IReadOnlyList<string> Urls);

/// <param name="New">How many were not known before and in scope.</param>
internal sealed record LinkAnswer(int V, int New);

/// <summary>Pages for the store: <c>POST /v1/pages</c>, at most 16 MiB. Acknowledged when on disk.</summary>
internal sealed record PageBatch(int V, IReadOnlyList<CrawledPage> Pages);

internal sealed record PageReceipt(int V, int Stored);

/// <summary>A page as a crawler read it, each part within <see cref="PageBounds"/>.</summary>
/// <param name="Url">Canonical URL: the key.</param>
/// <param name="Hash">SHA-256 of the body as fetched, lower-case hex: the same body, the same hash.</param>
/// <param name="Headings">One a line.</param>
/// <param name="Text">The main text; <see cref="Boilerplate"/> is not in it.</param>
/// <param name="Links">Once each, in the order of the page.</param>
/// <param name="Headers">Of use later, names in lower case: content-type, last-modified, etag, x-robots-tag, content-language.</param>
internal sealed record CrawledPage(
    string Url,
    DateTimeOffset Fetched,
    string Hash,
    int Depth,
    string Title,
    string Description,
    string Language,
    string Headings,
    string Text,
    IReadOnlyList<PageLink> Links,
    IReadOnlyDictionary<string, string> Headers)
{
    public PageState State { get; init; }

    public string Author { get; init; } = "";

    /// <summary>What the page calls its own address (rel=canonical), as a canonical URL; "" if it says nothing.</summary>
    public string Canonical { get; init; } = "";

    /// <summary>Text of menus, headers, footers and asides: never what the page is about, and not searched.</summary>
    public string Boilerplate { get; init; } = "";

    /// <summary>16 hex digits over the main text; "" when it is too short to tell. Near duplicates differ in at most 3 bits (Manku et al., 2007).</summary>
    public string Simhash { get; init; } = "";

    /// <summary>That its bytes were read by: "utf-8".</summary>
    public string Charset { get; init; } = "";

    public IReadOnlyList<Citation> Citations { get; init; } = [];

    public IReadOnlyList<PageImage> Images { get; init; } = [];

    public IReadOnlyList<PageReference> References { get; init; } = [];

    /// <summary>A page that was there before and is no more: its address, and nothing else.</summary>
    public static CrawledPage Gone(string url, DateTimeOffset seen, int depth) =>
        new(url, seen, "", depth, "", "", "", "", "", [], new Dictionary<string, string>()) { State = PageState.Gone };
}

/// <summary>The queue of URLs. In the API cell it is the embedded one, elsewhere that one over the tissue.</summary>
internal interface IFrontier
{
    Task<LeaseAnswer> LeaseAsync(LeaseRequest request, CancellationToken cancellation);

    Task<SettleAnswer> SettleAsync(Settlement settlement, CancellationToken cancellation);

    /// <summary>Completes when the new URLs are on disk. Outside every seed's scope: dropped.</summary>
    Task<LinkAnswer> AddAsync(LinkBatch batch, CancellationToken cancellation);
}

/// <summary>Where crawlers deliver pages.</summary>
internal interface IPageSink
{
    /// <summary>Completes when the pages are on disk.</summary>
    Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation);
}
