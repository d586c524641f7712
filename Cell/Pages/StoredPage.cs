using System.Globalization;
using System.IO.Compression;
using System.Text;
using Cell.Identity;
using Cell.Tissue;
using LiteDB;

namespace Cell.Pages;

/// <summary>A page as it lies in pages.db: last writer wins by fetch time, then hash.</summary>
/// <param name="Origin">The API cell that accepted it.</param>
/// <param name="Seq">Its number in that cell's log, from 1.</param>
internal sealed record StoredPage(CrawledPage Page, CellId Origin, long Seq)
{
    /// <summary>The later fetch wins; of the same moment, the higher hash, so that every copy decides alike.</summary>
    public bool LosesTo(CrawledPage other) =>
        Moment(other) > Moment(Page) || (Moment(other) == Moment(Page) && string.CompareOrdinal(other.Hash, Page.Hash) > 0);

    public BsonDocument ToRow() => new()
    {
        ["_id"] = PageKey.Of(Page.Url),
        ["url"] = Page.Url,
        ["fetched"] = Moment(Page),
        ["hash"] = Page.Hash,
        ["state"] = "live",
        ["origin"] = Origin.ToString(),
        ["seq"] = Seq,
        ["depth"] = Page.Depth,
        ["title"] = Page.Title,
        ["description"] = Page.Description,
        ["language"] = Page.Language,
        ["headings"] = Page.Headings,
        ["text"] = Pack(Page.Text),
        ["links"] = Pack(string.Join('\n', Page.Links.Where(link => !link.NoFollow).Select(link => link.Url))),
        ["headers"] = Pack(string.Join('\n', Page.Headers.Select(header => $"{header.Key}: {header.Value.ReplaceLineEndings(" ")}"))),
    };

    public static StoredPage FromRow(BsonDocument row) => new(
        new CrawledPage(
            row["url"].AsString,
            DateTimeOffset.FromUnixTimeMilliseconds(row["fetched"].AsInt64),
            row["hash"].AsString,
            row["depth"].AsInt32,
            row["title"].AsString,
            row["description"].AsString,
            row["language"].AsString,
            row["headings"].AsString,
            Unpack(row["text"]),
            [.. Lines(row["links"]).Select(url => new PageLink(url, "", false))],
            Headers(row["headers"])),
        CellId.Parse(row["origin"].AsString),
        row["seq"].AsInt64);

    public static IReadOnlyList<string> LinksOf(BsonDocument row) => Lines(row["links"]);

    // A page is as old on the wire as on the disk: milliseconds.
    private static long Moment(CrawledPage page) => page.Fetched.ToUnixTimeMilliseconds();

    // Whatever a crawler sent: no row may stop the reader.
    private static Dictionary<string, string> Headers(BsonValue packed)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Lines(packed))
        {
            if (line.Split(": ", 2) is [var name, var value])
            {
                headers.TryAdd(name, value);
            }
        }

        return headers;
    }

    private static string[] Lines(BsonValue packed) => Unpack(packed) is { Length: > 0 } text ? text.Split('\n') : [];

    // RFC 1951: half the size, and half the pages to synchronise.
    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static string Unpack(BsonValue packed)
    {
        using var reader = new StreamReader(new DeflateStream(new MemoryStream(packed.AsBinary), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>Keys of LiteDB have a limit (1,023 bytes): a longer URL is known by its hash.</summary>
internal static class PageKey
{
    private const int Longest = 1000;

    public static string Of(string url) => Encoding.UTF8.GetByteCount(url) <= Longest
        ? url
        : "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(url)));

    /// <summary>The log's key: origin, then number, in the order of numbers.</summary>
    public static string OfLog(CellId origin, long seq) => string.Create(CultureInfo.InvariantCulture, $"{origin}/{seq:D19}");
}
