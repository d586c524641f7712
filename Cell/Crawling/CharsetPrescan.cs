using System.Text;
using System.Text.RegularExpressions;

namespace Cell.Crawling;

/// <summary>What a page's first 1,024 bytes say of its encoding: a meta element outside of comments, else an XML declaration (WHATWG HTML 13.2.3.2,
/// "prescan a byte stream"). Pure.</summary>
internal static partial class CharsetPrescan
{
    private const int Prescanned = 1024;

    /// <returns>The label as written, or null.</returns>
    public static string? Of(byte[] body)
    {
        var start = Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, Prescanned));
        return Label(MetaPattern().Match(CommentPattern().Replace(start, ""))) ?? Label(XmlPattern().Match(start)) switch
        {
            // A declaration of such, read byte for byte, is not one (ibid.).
            { } wide when wide.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) => "utf-8",
            var label => label,
        };
    }

    private static string? Label(Match match) => match.Success ? match.Groups[1].Value : null;

    [GeneratedRegex("""<meta[\s/][^>]{0,300}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex MetaPattern();

    [GeneratedRegex("<!--.*?(-->|$)", RegexOptions.Singleline)]
    private static partial Regex CommentPattern();

    // <?xml version="1.0" encoding="iso-8859-1"?>
    [GeneratedRegex("""^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{1,40})""")]
    private static partial Regex XmlPattern();
}
