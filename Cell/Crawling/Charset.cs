using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Cell.Crawling;

/// <summary>Bytes to text as browsers do it (WHATWG HTML 13.2.3.2): byte order mark, then the header, then what the page says of itself, then what the bytes look like.</summary>
internal static partial class Charset
{
    static Charset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <returns>The text, and the name of the encoding that it was read by: "utf-8".</returns>
    public static (string Text, string Name) Decode(byte[] body, string contentType)
    {
        var (encoding, skip) = Marked(body);
        encoding ??= Named(Header(contentType)) ?? Named(CharsetPrescan.Of(body)) ?? Guessed(body);
        return (encoding.GetString(body, skip, body.Length - skip), encoding.WebName);
    }

    private static (Encoding?, int) Marked(byte[] body) => body switch
    {
        [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        _ => (null, 0),
    };

    private static string? Header(string contentType) => HeaderPattern().Match(contentType) is { Success: true } match ? match.Groups[1].Value : null;

    private static Encoding? Named(string? label)
    {
        if (label is null || Current(label.ToLowerInvariant()) is not { } name)
        {
            return null;
        }

        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            // Unknown, or one like UTF-7 that the runtime forbids.
            return null;
        }
    }

    // Labels of the Encoding Standard that mean another, wider set than they say. What was read as letters so far cannot be UTF-16.
    private static string? Current(string label) => label switch
    {
        "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "l1" or "us-ascii" or "ascii" or "cp1252" or "x-cp1252" => "windows-1252",
        "iso-8859-9" or "iso8859-9" or "latin5" or "l5" => "windows-1254",
        "iso-8859-11" or "tis-620" => "windows-874",
        "gb2312" or "gbk" or "x-gbk" or "chinese" => "gb18030",
        "euc-kr" or "korean" or "ksc5601" => "ks_c_5601-1987",
        "sjis" or "x-sjis" or "windows-31j" or "ms_kanji" => "shift_jis",
        "big5-hkscs" or "x-x-big5" => "big5",
        "utf8" or "unicode-1-1-utf-8" => "utf-8",
        _ when label.StartsWith("utf-16", StringComparison.Ordinal) || label.StartsWith("utf-32", StringComparison.Ordinal) => null,
        _ => label,
    };

    private static Encoding Guessed(byte[] body) =>
        CharsetGuess.IsWide(body) is { } bigEndian ? (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode)
        : Utf8.IsValid(body) ? Encoding.UTF8
        : Named(CharsetGuess.Of(body)) ?? Encoding.GetEncoding(1252);

    [GeneratedRegex("""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex HeaderPattern();
}
