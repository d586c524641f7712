using System.Buffers;
using System.Text;

namespace Cell.Frontier;

/// <summary>URLs that a site makes without end. Pure.</summary>
internal static class Traps
{
    /// <summary>A path of more parts has none that people made.</summary>
    public const int MostSegments = 32;

    /// <summary>So often may parts follow themselves: "/a/b/a/b" may be meant, "/a/b/a/b/a/b" is a relative link that leads into itself.</summary>
    public const int MostRepeats = 2;

    /// <summary>Redirects in a row.</summary>
    public const int MostHops = 10;

    private const int LeastOfAPattern = 100;
    private const int ShareOfAPattern = 100;

    private static readonly SearchValues<byte> Varying = SearchValues.Create("?;"u8);

    /// <summary>So many URLs of one host that differ in nothing but parameters, dates and numbers (<see cref="Pattern"/>).</summary>
    public static int MostOfAPattern(int urlsPerHost) => Math.Max(LeastOfAPattern, urlsPerHost / ShareOfAPattern);

    /// <summary>Its path leads into itself: parts that follow themselves more than <see cref="MostRepeats"/> times, numbers apart (a date may be 11/11/11), or too many.</summary>
    public static bool LeadsIntoItself(string canonicalUrl)
    {
        var path = canonicalUrl.AsSpan(canonicalUrl.IndexOf("//", StringComparison.Ordinal) + 2);
        path = path.IndexOf('?') is >= 0 and var query ? path[..query] : path;
        if (path.Count('/') <= MostRepeats)
        {
            return false;
        }

        Span<Range> segments = stackalloc Range[MostSegments + 3];
        var count = path.Split(segments, '/') - 1; // the first is the host
        if (count > MostSegments)
        {
            return true;
        }

        for (var block = 1; block * (MostRepeats + 1) <= count; block++)
        {
            var alike = 0;
            for (var at = 1 + block; at <= count; at++)
            {
                alike = path[segments[at]].SequenceEqual(path[segments[at - block]]) ? alike + 1 : 0;
                if (alike >= block * MostRepeats && HasWord(path, segments[(at - block + 1)..(at + 1)]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What stays of a URL whose parameters or date may be anything, as a number: calendars, session ids, sorted lists and filters have few of them.
    /// Words with digits count as one and the same, of a query only the names, in any order.</summary>
    /// <param name="url">Canonical.</param>
    /// <returns>Null: it has neither parameters nor a date.</returns>
    public static uint? Pattern(ReadOnlySpan<byte> url)
    {
        var rest = url[(url.IndexOf("//"u8) + 2)..];
        rest = rest.IndexOf((byte)'/') is >= 0 and var start ? rest[start..] : default;
        if (!rest.ContainsAny(Varying) && !HasDate(rest))
        {
            return null;
        }

        var query = rest.IndexOf((byte)'?');
        var hash = Fold(query < 0 ? rest : rest[..query]);
        if (query >= 0)
        {
            foreach (var name in rest[(query + 1)..].Split((byte)'&'))
            {
                var parameter = rest[(query + 1)..][name];
                hash += Fold(parameter.IndexOf((byte)'=') is >= 0 and var end ? parameter[..end] : parameter);
            }
        }

        return hash;
    }

    public static uint? Pattern(string url)
    {
        Span<byte> text = stackalloc byte[Tissue.CanonicalUrl.Longest];
        return Encoding.UTF8.TryGetBytes(url, text, out var length) ? Pattern(text[..length]) : Pattern(Encoding.UTF8.GetBytes(url));
    }

    private static bool HasWord(ReadOnlySpan<char> path, ReadOnlySpan<Range> segments)
    {
        foreach (var segment in segments)
        {
            if (path[segment].IsEmpty || path[segment].ContainsAnyExceptInRange('0', '9'))
            {
                return true;
            }
        }

        return false;
    }

    // A year and, one sign further, a month: /2026/11, 2026-11-26, 26.11.2026.
    private static bool HasDate(ReadOnlySpan<byte> path)
    {
        var (before, beforeEnds) = (0, -2);
        for (var at = 0; at < path.Length; at++)
        {
            if (!char.IsAsciiDigit((char)path[at]))
            {
                continue;
            }

            var (number, begins) = (0, at);
            for (; at < path.Length && char.IsAsciiDigit((char)path[at]) && at - begins < 5; at++)
            {
                number = (number * 10) + path[at] - '0';
            }

            var together = begins == beforeEnds + 1;
            if (together && ((IsYear(before) && IsMonth(number)) || (IsMonth(before) && IsYear(number))))
            {
                return true;
            }

            (before, beforeEnds) = (number, at);
        }

        return false;
    }

    private static bool IsYear(int number) => number is >= 1000 and < 3000;

    private static bool IsMonth(int number) => number is >= 1 and <= 12;

    // FNV-1a (Fowler, Noll, Vo) over it, each word that has a digit as one sign.
    private static uint Fold(ReadOnlySpan<byte> text)
    {
        var hash = 2166136261;
        for (var at = 0; at < text.Length;)
        {
            var word = at;
            var digits = false;
            for (; word < text.Length && char.IsAsciiLetterOrDigit((char)text[word]); word++)
            {
                digits |= char.IsAsciiDigit((char)text[word]);
            }

            if (digits)
            {
                hash = (hash ^ (byte)'0') * 16777619;
                at = word;
                continue;
            }

            for (var end = Math.Max(word, at + 1); at < end; at++)
            {
                hash = (hash ^ text[at]) * 16777619;
            }
        }

        return hash;
    }
}
