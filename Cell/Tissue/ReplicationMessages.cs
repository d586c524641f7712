using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A stretch of a copy's log, which has each of its pages once, where it came in last: <c>GET /v1/pages?origin=&amp;after=</c>. The origin is
/// the database whose numbers the asker holds; without one, or with another, only who answers and how far its log goes is told.</summary>
/// <param name="Origin">The database that answers. One that was lost or put back gets another, since its numbers begin anew.</param>
/// <param name="UpTo">The stretch tells of all that is there up to this number.</param>
/// <param name="Last">The log's newest number.</param>
internal sealed record PageLog(int V, Guid Origin, long UpTo, long Last, IReadOnlyList<PageMark> Entries);

/// <summary>By what it is seen whether a copy lacks a page.</summary>
/// <param name="Fetched">Unix milliseconds.</param>
internal sealed record PageMark(string Url, long Fetched, string Hash);

/// <summary>Asks for pages as a copy has them, in that order: <c>POST /v1/pages/read</c>. The answer may have fewer, so that it fits.</summary>
/// <param name="Urls">1 to 500.</param>
internal sealed record PageWish(int V, IReadOnlyList<string> Urls);

/// <summary>Another API cell.</summary>
/// <param name="Tissue">Its address.</param>
internal sealed record Sibling(CellId Cell, string Tissue);

/// <summary>The log of pages of another copy.</summary>
internal interface IPageCopy
{
    /// <param name="origin">Null: not known yet.</param>
    Task<PageLog> LogAsync(Guid? origin, long after, CancellationToken cancellation);

    Task<PageBatch> ReadAsync(PageWish wish, CancellationToken cancellation);
}
