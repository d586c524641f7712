using System.Buffers;

namespace Cell.Frontier;

/// <summary>What a site writes into each visitor's links to know him again: with it every page would have a new URL at each visit. Pure.</summary>
internal static class SessionIds
{
    // A shorter value may name a section.
    private const int LeastLength = 16;

    private static readonly SearchValues<char> Begins = SearchValues.Create("?&;");
    private static readonly SearchValues<char> Ends = SearchValues.Create("&;/?");
    private static readonly SearchValues<string> Names = SearchValues.Create(["sid=", "sess", "zenid="], StringComparison.OrdinalIgnoreCase);

    /// <summary>The URL without them; the very same when there are none.</summary>
    public static string Without(string url)
    {
        if (!url.AsSpan().ContainsAny(Names))
        {
            return url;
        }

        for (var at = Next(url, 0); at >= 0; at = Next(url, at))
        {
            var length = url.AsSpan(at + 1).IndexOfAny(Ends) is >= 0 and var end ? end : url.Length - at - 1;
            if (!IsOne(url.AsSpan(at + 1, length)))
            {
                at++;
            }
            else if (url[at] == '?' && at + 1 + length < url.Length && url[at + 1 + length] == '&')
            {
                // "?sid=…&a=b" leaves "?a=b".
                url = url.Remove(at + 1, length + 1);
            }
            else
            {
                url = url.Remove(at, length + 1);
            }
        }

        return url;
    }

    private static int Next(string url, int from) => url.AsSpan(from).IndexOfAny(Begins) is >= 0 and var at ? from + at : -1;

    private static bool IsOne(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        if (equals < 0)
        {
            return false;
        }

        var value = parameter[(equals + 1)..];
        return value.Length >= LeastLength && value.ContainsAnyInRange('0', '9') && IsName(parameter[..equals]);
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Equals("sid", StringComparison.OrdinalIgnoreCase)
        || name.Equals("zenid", StringComparison.OrdinalIgnoreCase)
        || name.Equals("oscsid", StringComparison.OrdinalIgnoreCase)
        || name.Equals("jsessionid", StringComparison.OrdinalIgnoreCase)
        || name.Equals("phpsessid", StringComparison.OrdinalIgnoreCase)
        || name.Equals("sessionid", StringComparison.OrdinalIgnoreCase)
        || name.Equals("session_id", StringComparison.OrdinalIgnoreCase)
        || name.Equals("sessid", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("aspsessionid", StringComparison.OrdinalIgnoreCase);
}
