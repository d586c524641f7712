using Cell.Storage;
using Cell.Tissue;
using Npgsql;

namespace Cell.Frontier;

/// <summary>In which of its host's lists a URL stands.</summary>
internal enum UrlPlace : short
{
    /// <summary>Due later, or never.</summary>
    Later = 0,
    Ready = 1,
    /// <summary>Ready, but its scope is paused.</summary>
    Paused = 2,
    Leased = 3,
}

internal sealed record PlacedUrl(UrlRow Row, UrlPlace Place)
{
    /// <summary>Does a crawl wait for it?</summary>
    public bool Waits => Place != UrlPlace.Later || (Row.Phase == UrlPhase.Open && Row.Due < DateTimeOffset.MaxValue);

    public static PlacedUrl Of(UrlRow row, ScopeState? scope, DateTimeOffset now) =>
        new(row, Seconds.Of(row.Due) > Seconds.Of(now) ? UrlPlace.Later : scope == ScopeState.Paused ? UrlPlace.Paused : UrlPlace.Ready);
}

/// <summary>URLs as rows of the table <c>url</c>.</summary>
internal static class UrlColumns
{
    /// <summary>As <see cref="Read"/> reads them.</summary>
    public const string Columns = "number, url, depth, phase, due, attempts, hops, detail, seen_first, seen_last, seen_visits, seen_unchanged, hash, etag, modified";

    /// <summary>What may change of a row, as <see cref="Of"/> gives it.</summary>
    public const string Names = "depth, phase, due, attempts, hops, detail, seen_first, seen_last, seen_visits, seen_unchanged, hash, etag, modified, state";

    /// <summary>The same, of rows that are named n.</summary>
    public const string Prefixed = "n.depth, n.phase, n.due, n.attempts, n.hops, n.detail, n.seen_first, n.seen_last, n.seen_visits, n.seen_unchanged, n.hash, n.etag, n.modified, n.state";

    /// <summary>Their types, from parameter 2 on.</summary>
    public const string Arrays =
        "$2::int[], $3::smallint[], $4::bigint[], $5::int[], $6::int[], $7::text[], $8::bigint[], $9::bigint[], $10::int[], $11::int[], $12::text[], $13::text[], $14::text[], $15::smallint[]";

    public const string Update = $"""
        UPDATE url SET depth = n.depth, phase = n.phase, due = n.due, attempts = n.attempts, hops = n.hops, detail = n.detail, seen_first = n.seen_first, seen_last = n.seen_last,
            seen_visits = n.seen_visits, seen_unchanged = n.seen_unchanged, hash = n.hash, etag = n.etag, modified = n.modified, state = n.state
        FROM unnest($1::bigint[], {Arrays}) AS n(number, {Names}) WHERE url.number = n.number
        """;

    private const int LongestText = 1000;

    public static (long Number, UrlRow Row) Read(NpgsqlDataReader row) => (row.GetInt64(0), new UrlRow(row.GetString(1), row.GetInt32(2), (UrlPhase)row.GetInt16(3), Time(row.GetInt64(4)), row.GetInt32(5))
    {
        Hops = row.GetInt32(6),
        Detail = row.GetString(7),
        Seen = row.GetInt64(8) < 0 ? null : new Observed(Time(row.GetInt64(8)), Time(row.GetInt64(9)), row.GetInt32(10), row.GetInt32(11)),
        Version = row.GetString(12) is { Length: > 0 } hash ? new PageVersion(hash, row.GetString(13), row.GetString(14)) : null,
    });

    /// <param name="first">The first parameter: an array as long as the rows.</param>
    public static NpgsqlParameter[] Of(NpgsqlParameter first, IReadOnlyList<PlacedUrl> urls) =>
    [
        first,
        PostgresRows.Column(urls, url => Math.Clamp(url.Row.Depth, 0, ushort.MaxValue)),
        PostgresRows.Column(urls, url => (short)url.Row.Phase),
        PostgresRows.Column(urls, url => (long)Seconds.Of(url.Row.Due)),
        PostgresRows.Column(urls, url => url.Row.Attempts),
        PostgresRows.Column(urls, url => url.Row.Hops),
        PostgresRows.Column(urls, url => Text(url.Row.Detail)),
        PostgresRows.Column(urls, url => url.Row.Seen is { } seen ? Seconds.Of(seen.First) : -1L),
        PostgresRows.Column(urls, url => url.Row.Seen is { } seen ? Seconds.Of(seen.Last) : -1L),
        PostgresRows.Column(urls, url => url.Row.Seen?.Visits ?? 0),
        PostgresRows.Column(urls, url => url.Row.Seen?.Unchanged ?? 0),
        PostgresRows.Column(urls, url => Text(url.Row.Version?.Hash ?? "")),
        PostgresRows.Column(urls, url => Text(url.Row.Version?.ETag ?? "")),
        PostgresRows.Column(urls, url => Text(url.Row.Version?.LastModified ?? "")),
        PostgresRows.Column(urls, url => (short)url.Place),
    ];

    /// <summary>Whatever a crawler sent: half an ETag is none, and the database takes no NUL.</summary>
    public static string Text(string text) => text.Length > LongestText || text.Contains('\0', StringComparison.Ordinal) ? "" : text;

    private static DateTimeOffset Time(long seconds) => seconds >= uint.MaxValue ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeSeconds(seconds);
}
