using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cell.Tissue;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Cell.Pages;

/// <summary>A page as it lies in pages.db: last writer wins by fetch time, then hash, so that every copy decides alike.</summary>
internal static class PageRow
{
    // What a result shows lies beside, so that the rest need not be read for it.
    public static BsonDocument Of(CrawledPage page)
    {
        var row = new BsonDocument
        {
            ["_id"] = PageKey.Of(page.Url),
            ["fetched"] = Moment(page),
            ["hash"] = page.Hash,
            ["title"] = page.Title,
            ["text"] = Pack(Encoding.UTF8.GetBytes(page.Text)),
            ["rest"] = Pack(JsonSerializer.SerializeToUtf8Bytes(page with { Title = "", Text = "" }, TissueJson.Default.CrawledPage)),
        };
        if (!PageKey.IsUrl(page.Url))
        {
            row["url"] = page.Url;
        }

        if (page.State == PageState.Gone)
        {
            row["gone"] = true;
        }

        return row;
    }

    /// <exception cref="IOException">The row is damaged.</exception>
    public static CrawledPage Read(BsonDocument row)
    {
        try
        {
            var rest = JsonSerializer.Deserialize(Unpack(row["rest"]), TissueJson.Default.CrawledPage)!; // written above
            return rest with { Title = row["title"].AsString, Text = Encoding.UTF8.GetString(Unpack(row["text"])) };
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidCastException)
        {
            throw new IOException($"The row of {row["_id"].AsString} in pages.db is damaged: {fault.Message}", fault);
        }
    }

    public static PageMark Mark(BsonDocument row) => new(row["url"].IsString ? row["url"].AsString : row["_id"].AsString, row["fetched"].AsInt64, row["hash"].AsString);

    public static bool IsLive(BsonDocument row) => !row["gone"].IsBoolean;

    /// <summary>The later fetch wins; of the same moment, the higher hash.</summary>
    public static bool Loses(BsonDocument row, long fetched, string hash) =>
        fetched > row["fetched"].AsInt64 || (fetched == row["fetched"].AsInt64 && string.CompareOrdinal(hash, row["hash"].AsString) > 0);

    /// <summary>A page is as old on the wire as on the disk: milliseconds.</summary>
    public static long Moment(CrawledPage page) => page.Fetched.ToUnixTimeMilliseconds();

    // RFC 1951: half the size, and half the pages to synchronise.
    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Unpack(BsonValue packed)
    {
        using var deflate = new DeflateStream(new MemoryStream(packed.AsBinary), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        deflate.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>Keys of LiteDB have a limit (1,023 bytes): a longer URL is known by its hash.</summary>
internal static class PageKey
{
    private const int Longest = 1000;

    public static bool IsUrl(string url) => Encoding.UTF8.GetByteCount(url) <= Longest;

    public static string Of(string url) => IsUrl(url)
        ? url
        : "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(url)));
}
