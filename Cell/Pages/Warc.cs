using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>Stored pages as WARC 1.1 records (ISO 28500:2017), each a gzip member of its own. The exchange with the site is not kept, so there are no
/// request and response records: of each page one <c>conversion</c> record, its text, and one <c>metadata</c> record, all else that was read of it.</summary>
internal static class Warc
{
    private const string What =
        "Of each page the text that was read (conversion) and what else was read of it (metadata, JSON: title, description, author, language, headings, links, images, references, "
        + "citations, depth, the SHA-256 of the body as fetched, and of the response's headers content-type, last-modified, etag, x-robots-tag and content-language). "
        + "The body, other headers and the request were not kept. A page that is gone has a metadata record only.";

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The record that says what the file holds.</summary>
    public static byte[] Info(string file, DateTimeOffset now) => Pack(Record(
        "warcinfo",
        now,
        [("WARC-Filename", file), ("Content-Type", "application/warc-fields")],
        Encoding.UTF8.GetBytes($"software: Cell\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\ndescription: {What}\r\n")));

    public static byte[] Page(CrawledPage page)
    {
        var facts = JsonSerializer.SerializeToUtf8Bytes(page with { Text = "" }, TissueJson.Default.CrawledPage);
        if (page.State == PageState.Gone)
        {
            return Pack(Metadata(page, facts, null));
        }

        var id = Id();
        var text = Encoding.UTF8.GetBytes(page.Text);
        return [.. Pack(Record("conversion", page.Fetched, [("WARC-Target-URI", page.Url), ("Content-Type", "text/plain; charset=utf-8")], text, id)), .. Pack(Metadata(page, facts, id))];
    }

    private static byte[] Metadata(CrawledPage page, byte[] facts, string? of) =>
        Record("metadata", page.Fetched, [("WARC-Target-URI", page.Url), .. of is null ? Array.Empty<(string, string)>() : [("WARC-Refers-To", of)], ("Content-Type", "application/json")], facts);

    private static byte[] Record(string type, DateTimeOffset at, IEnumerable<(string Name, string Value)> fields, byte[] block) => Record(type, at, fields, block, Id());

    private static byte[] Record(string type, DateTimeOffset at, IEnumerable<(string Name, string Value)> fields, byte[] block, string id)
    {
        var head = new StringBuilder("WARC/1.1\r\n")
            .Append(CultureInfo.InvariantCulture, $"WARC-Type: {type}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\r\nWARC-Block-Digest: sha256:{Base32(SHA256.HashData(block))}\r\n");
        foreach (var (name, value) in fields)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {block.Length}\r\n\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. block, .. "\r\n\r\n"u8];
    }

    private static string Id() => $"<urn:uuid:{Guid.CreateVersion7():D}>";

    private static byte[] Pack(byte[] record)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(record);
        }

        return packed.ToArray();
    }

    // RFC 4648, section 6, as digests are written in WARC files.
    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var one in bytes)
        {
            (held, bits) = (((held << 8) | one) & 0xFFF, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(held >> (bits - 5)) & 31]);
            }
        }

        return bits > 0 ? text.Append(Alphabet[(held << (5 - bits)) & 31]).Append('=', (8 - (text.Length % 8)) % 8).ToString() : text.ToString();
    }
}
