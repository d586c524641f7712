using System.Text;
using System.Text.Json;
using Cell.Storage;
using Cell.Tissue;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Cell.Pages;

/// <summary>A page as it lies in pages.db: last writer wins by fetch time, then hash, so that every copy decides alike.</summary>
internal static class PageRow
{
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

        row["sum"] = Sum(row);
        return row;
    }

    /// <exception cref="IOException">The row is damaged.</exception>
    public static CrawledPage Read(BsonDocument row) => Whole(row, () =>
    {
        var rest = JsonSerializer.Deserialize(PackedPage.Unpack(row["rest"].AsBinary), TissueJson.Default.CrawledPage)!; // written above
        return rest with { Title = row["title"].AsString, Text = TextOf(row) };
    });

    private static long Sum(BsonDocument row)
    {
        var sum = new Crc32C();
        foreach (var text in (string[])[row["_id"].AsString, row["url"].IsString ? row["url"].AsString : "", row["hash"].AsString, row["title"].AsString])
        {
            sum.Add(Encoding.UTF8.GetBytes(text));
        }

        sum.Add(BitConverter.GetBytes(row["fetched"].AsInt64));
        sum.Add(row["text"].AsBinary);
        sum.Add(row["rest"].AsBinary);
        sum.Add([(byte)(IsLive(row) ? 1 : 0)]);
        return sum.Value;
    }

    private static string TextOf(BsonDocument row) => Encoding.UTF8.GetString(PackedPage.Unpack(row["text"].AsBinary));

    /// <summary>Null: it is damaged. Whoever takes many does without it; an examination names it.</summary>
    public static CrawledPage? Readable(BsonDocument row)
    {
        try
        {
            return Read(row);
        }
        catch (DamagedPageException)
        {
            return null;
        }
    }

    private static T Whole<T>(BsonDocument row, Func<T> read)
    {
        try
        {
            // Rows that were written before there were sums have none.
            return row["sum"].IsNumber && row["sum"].AsInt64 != Sum(row) ? throw new InvalidDataException("its sum is another one.") : read();
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidCastException)
        {
            throw new DamagedPageException($"The row of {row["_id"].AsString} in pages.db is damaged: {fault.Message}", fault);
        }
    }

    public static PageMark Mark(BsonDocument row) => new(row["url"].IsString ? row["url"].AsString : row["_id"].AsString, row["fetched"].AsInt64, row["hash"].AsString);

    public static bool IsLive(BsonDocument row) => !row["gone"].IsBoolean;

    /// <summary>The later fetch wins; of the same moment, the higher hash.</summary>
    public static bool Loses(BsonDocument row, long fetched, string hash) =>
        fetched > row["fetched"].AsInt64 || (fetched == row["fetched"].AsInt64 && string.CompareOrdinal(hash, row["hash"].AsString) > 0);

    /// <summary>A page is as old on the wire as on the disk: milliseconds.</summary>
    public static long Moment(CrawledPage page) => page.Fetched.ToUnixTimeMilliseconds();
}

/// <summary>A row is not what was written.</summary>
internal sealed class DamagedPageException(string message, Exception inner) : IOException(message, inner);

/// <summary>Keys of LiteDB have a limit (1,023 bytes): a longer URL is known by its hash.</summary>
internal static class PageKey
{
    private const int Longest = 1000;

    public static bool IsUrl(string url) => Encoding.UTF8.GetByteCount(url) <= Longest;

    public static string Of(string url) => IsUrl(url)
        ? url
        : "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(url)));
}
