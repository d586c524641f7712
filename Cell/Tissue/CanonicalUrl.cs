using AngleSharp.Dom;

namespace Cell.Tissue;

/// <summary>The one spelling of a URL: its WHATWG serialisation (https://url.spec.whatwg.org), fragment dropped, query kept.</summary>
internal static class CanonicalUrl
{
    public const int Longest = 2048;

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

        parsed.Fragment = null;
        var text = parsed.Href;
        return text.Length <= Longest ? text : null;
    }
}
