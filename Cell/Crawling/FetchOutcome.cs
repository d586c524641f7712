namespace Cell.Crawling;

/// <summary>What became of one request.</summary>
internal abstract record FetchOutcome
{
    public sealed record Fetched(FetchedPage Page) : FetchOutcome;

    /// <summary>304: it is what it was.</summary>
    public sealed record Unchanged : FetchOutcome;

    /// <param name="To">As the server wrote it: may be relative.</param>
    public sealed record Redirected(int Status, string To) : FetchOutcome;

    /// <summary>A rule of ours about the address: the host was not asked.</summary>
    public sealed record Forbidden(string Reason) : FetchOutcome;

    /// <summary>The answer is none that we take: its status, its size.</summary>
    public sealed record Refused(string Reason) : FetchOutcome;

    public sealed record NotPage(string ContentType) : FetchOutcome;

    public sealed record Gone(int Status) : FetchOutcome;

    /// <param name="Status">Null: no answer.</param>
    /// <param name="RetryAfter">What the server asked for.</param>
    public sealed record Failed(int? Status, string Reason, TimeSpan? RetryAfter) : FetchOutcome
    {
        /// <summary>By this box's own fault.</summary>
        public bool Ours { get; init; }
    }
}
