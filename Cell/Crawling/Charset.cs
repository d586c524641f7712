using System.Text;
using System.Text.RegularExpressions;

namespace Cell.Crawling;

/// <summary>Bytes to text: byte order mark, then the header, then the first 1,024 bytes' meta (WHATWG 13.2.3.2), then UTF-8 if it is, else windows-1252.</summary>
internal static partial class Charset
{
    private const int Prescanned = 1024;

    static Charset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Decode(byte[] body, string contentType)
    {
        var (encoding, skip) = Marked(body);
        encoding ??= Named(HeaderPattern().Match(contentType)) ?? Named(MetaPattern().Match(Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, Prescanned))));
        if (encoding is not null)
        {
            return encoding.GetString(body, skip, body.Length - skip);
        }

        return System.Text.Unicode.Utf8.IsValid(body) ? Encoding.UTF8.GetString(body) : Encoding.GetEncoding(1252).GetString(body);
    }

    private static (Encoding?, int) Marked(byte[] body) => body switch
    {
        [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        _ => (null, 0),
    };

    private static Encoding? Named(Match match)
    {
        if (!match.Success)
        {
            return null;
        }

        try
        {
            var name = match.Groups[1].Value.ToLowerInvariant();

            // The labels of the Encoding Standard: Latin-1 and ASCII mean windows-1252; a meta cannot mean UTF-16.
            return Encoding.GetEncoding(name is "iso-8859-1" or "latin1" or "us-ascii" or "ascii" ? "windows-1252" : name.StartsWith("utf-16", StringComparison.Ordinal) ? "utf-8" : name);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            // Unknown, or one like UTF-7 that the runtime forbids.
            return null;
        }
    }

    [GeneratedRegex("""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex HeaderPattern();

    [GeneratedRegex("""<meta[^>]{0,300}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaPattern();
}
