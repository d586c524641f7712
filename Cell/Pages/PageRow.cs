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
            ["text"] = PackedPage.Pack(Encoding.UTF8.GetBytes(page.Text)),
            ["rest"] = PackedPage.Pack(JsonSerializer.SerializeToUtf8Bytes(page with { Title = "", Text = "" }, TissueJson.Default.CrawledPage)),
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
    public static CrawledPage Read(BsonDocument row) => Whole(row, () =>
    {
        var rest = JsonSerializer.Deserialize(PackedPage.Unpack(row["rest"].AsBinary), TissueJson.Default.CrawledPage)!; // written above
        return rest with { Title = row["title"].AsString, Text = TextOf(row) };
    });

    private static string TextOf(BsonDocument row) => Whole(row, () => Encoding.UTF8.GetString(PackedPage.Unpack(row["text"].AsBinary)));

    private static T Whole<T>(BsonDocument row, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidCastException)
        {
            throw new IOException($"The row of {row["_id"].AsString} in pages.db is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>What a result shows of it; null: it is gone.</summary>
    /// <exception cref="IOException">The row is damaged.</exception>
    public static ShownPage? Shown(BsonDocument row) => !IsLive(row) ? null
        : TextOf(row) is { Length: > 0 } text ? new ShownPage(row["title"].AsString, text)
        : Read(row) is var page ? new ShownPage(page.Title, page.Description) : null;

    public static PageMark Mark(BsonDocument row) => new(row["url"].IsString ? row["url"].AsString : row["_id"].AsString, row["fetched"].AsInt64, row["hash"].AsString);

    public static bool IsLive(BsonDocument row) => !row["gone"].IsBoolean;

    /// <summary>The later fetch wins; of the same moment, the higher hash.</summary>
    public static bool Loses(BsonDocument row, long fetched, string hash) =>
        fetched > row["fetched"].AsInt64 || (fetched == row["fetched"].AsInt64 && string.CompareOrdinal(hash, row["hash"].AsString) > 0);

    /// <summary>A page is as old on the wire as on the disk: milliseconds.</summary>
    public static long Moment(CrawledPage page) => page.Fetched.ToUnixTimeMilliseconds();
}

/// <param name="Text">Or its description, where it has none.</param>
internal sealed record ShownPage(string Title, string Text);

/// <summary>Keys of LiteDB have a limit (1,023 bytes): a longer URL is known by its hash.</summary>
internal static class PageKey
{
    private const int Longest = 1000;

    public static bool IsUrl(string url) => Encoding.UTF8.GetByteCount(url) <= Longest;

    public static string Of(string url) => IsUrl(url)
        ? url
        : "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(url)));
}
