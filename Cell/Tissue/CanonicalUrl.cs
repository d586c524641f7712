using System.Buffers;
using System.Globalization;
using AngleSharp.Dom;

namespace Cell.Tissue;

/// <summary>The one spelling of a URL: its WHATWG serialisation (https://url.spec.whatwg.org), fragment dropped, query kept.</summary>
internal static class CanonicalUrl
{
    public const int Longest = 2048;

    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");
    private static readonly SearchValues<char> OfAddresses = SearchValues.Create("[]abcdef0123456789:.");
    private static readonly SearchValues<char> OfPlainPaths = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./");
    private static readonly IdnMapping Names = new();

    // Names of more than a label's length are left to the parser.
    private const int LongestPlainName = 63;

    /// <param name="baseUrl">A canonical URL that a relative one is resolved against; null: <paramref name="url"/> must be absolute.</param>
    /// <returns>Null when it is no http(s) URL, carries credentials, or is longer than 2,048 characters.</returns>
    public static string? Of(string url, string? baseUrl)
    {
        if (url.Length > Longest)
        {
            return null;
        }

        var parsed = baseUrl is null ? new Url(url) : new Url(new Url(baseUrl), url);
        return Of(parsed);
    }

    /// <summary>As <see cref="Of(string, string?)"/>, for many links against one base.</summary>
    public static string? Against(Url baseUrl, string url) => url.Length > Longest ? null : Of(new Url(baseUrl, url));

    /// <summary>Whether it is written as its one spelling. Most are, and plainly so: the standard's parser is for the others.</summary>
    public static bool IsCanonical(string url) => IsPlain(url) || Of(url, null) == url;

    /// <summary>Of a path: nothing to be encoded, no "." or ".." between slashes, no query.</summary>
    public static bool IsPlainPath(ReadOnlySpan<char> path) => !path.ContainsAnyExcept(OfPlainPaths) && !path.Contains("./", StringComparison.Ordinal) && !path.EndsWith('.');

    /// <summary>Host and port as they stand in a canonical URL.</summary>
    public static string HostOf(string canonicalUrl)
    {
        var start = canonicalUrl.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = canonicalUrl.IndexOf('/', start);
        return end < 0 ? canonicalUrl[start..] : canonicalUrl[start..end];
    }

    private static string? Of(Url parsed)
    {
        if (parsed.IsInvalid || parsed.IsRelative || parsed.Scheme is not ("http" or "https") || parsed.HostName.Length == 0
            || !string.IsNullOrEmpty(parsed.UserName) || !string.IsNullOrEmpty(parsed.Password))
        {
            return null;
        }

        if (Host(parsed.HostName) is not { } host || (parsed.Port.Length > 0 && !ushort.TryParse(parsed.Port, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        if (host != parsed.HostName)
        {
            parsed.HostName = host;
        }

        parsed.Fragment = null;
        var text = parsed.Href;
        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0 && text.IndexOf('\'', query) >= 0)
        {
            // Of http's query set, and AngleSharp leaves it.
            text = text[..query] + text[query..].Replace("'", "%27", StringComparison.Ordinal);
        }

        return text.Length <= Longest ? text : null;
    }

    private static bool IsPlain(ReadOnlySpan<char> url)
    {
        var start = url.StartsWith("http://") ? "http://".Length : url.StartsWith("https://") ? "https://".Length : 0;
        var length = start == 0 ? -1 : url[start..].IndexOf('/');
        return length > 0 && url.Length <= Longest && IsPlainName(url.Slice(start, length)) && IsPlainPath(url[(start + length)..]);
    }

    // No port, no address (its last label begins with a digit), nothing encoded (xn--), no label that is empty.
    private static bool IsPlainName(ReadOnlySpan<char> name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        return name.Length <= LongestPlainName && !name.ContainsAnyExcept(OfNames) && last.Length > 0 && char.IsAsciiLetterLower(last[0])
            && name[0] != '.' && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("--", StringComparison.Ordinal);
    }

    /// <returns>Null when no name or address can be so.</returns>
    private static string? Host(string name)
    {
        if (name.AsSpan().ContainsAnyExcept(name.StartsWith('[') ? OfAddresses : OfNames))
        {
            return null;
        }

        return name.Contains("xn--", StringComparison.Ordinal) ? Lower(name) : name;
    }

    // AngleSharp lowers only ASCII before it encodes: "BÜCHER" and "bücher" are one name.
    private static string? Lower(string name)
    {
        try
        {
            return Names.GetAscii(Names.GetUnicode(name).ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
