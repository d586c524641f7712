using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cell.Tissue;

namespace Cell.Pages;

/// <summary>A page in two pieces of bytes: its text, and all the rest.</summary>
internal static class PackedPage
{
    // A letter of more has two places in a string.
    private const int MostBytesOfLetter = 3;
    private const int UsualRatio = 6;

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

    /// <summary>The beginning of a packed text.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static string Beginning(byte[] packed, int mostLetters)
    {
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        var most = mostLetters * MostBytesOfLetter;
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Min(most, packed.Length * UsualRatio));
        var had = deflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        while (had == bytes.Length && had < most)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * had);
            bytes.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
            had += deflate.ReadAtLeast(bytes.AsSpan(had), bytes.Length - had, throwOnEndOfStream: false);
        }

        var text = Encoding.UTF8.GetString(bytes, 0, had);
        ArrayPool<byte>.Shared.Return(bytes);
        return text.Length <= mostLetters ? text : text[..mostLetters];
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
