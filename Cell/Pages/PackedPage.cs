using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>A page in two pieces of bytes: its text, and all the rest.</summary>
internal static class PackedPage
{
    public static (byte[] Text, byte[] Others) Of(CrawledPage page) =>
        (Pack(Encoding.UTF8.GetBytes(page.Text)), Pack(JsonSerializer.SerializeToUtf8Bytes(page with { Text = "" }, TissueJson.Default.CrawledPage)));

    /// <exception cref="IOException">They are damaged.</exception>
    public static CrawledPage Read(byte[] text, byte[] rest)
    {
        try
        {
            return JsonSerializer.Deserialize(Unpack(rest), TissueJson.Default.CrawledPage)! with { Text = Encoding.UTF8.GetString(Unpack(text)) }; // written above
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            throw new IOException($"A stored page is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>Null: they are damaged. Whoever takes many does without it.</summary>
    public static CrawledPage? Readable(byte[] text, byte[] rest)
    {
        try
        {
            return Read(text, rest);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // RFC 1951: half the size, and half the pages to synchronise.
    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static byte[] Unpack(byte[] packed)
    {
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        deflate.CopyTo(bytes);
        return bytes.ToArray();
    }
}
