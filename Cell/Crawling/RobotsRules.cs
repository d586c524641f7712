using System.Globalization;
using System.Text;

namespace Cell.Crawling;

/// <summary>One line of a group.</summary>
/// <param name="Path">As matched: percent-encoding normalised.</param>
internal sealed record RobotsRule(bool Allow, string Path)
{
    public override string ToString() => $"{(Allow ? "Allow" : "Disallow")}: {Path}";
}

/// <param name="Rule">The line that decided, or why none did.</param>
internal sealed record RobotsVerdict(bool Allowed, string Rule);

/// <summary>What a robots.txt says to one crawler (RFC 9309). Pure.</summary>
internal sealed record RobotsRules(IReadOnlyList<RobotsRule> Rules, TimeSpan? Delay)
{
    public const int MostBytes = 500 * 1024;
    private const int MostSitemaps = 50;
    private static readonly TimeSpan MostDelay = TimeSpan.FromMinutes(5);

    /// <summary>No file (4xx): everything is allowed.</summary>
    public static readonly RobotsRules AllowAll = new([], null);

    /// <summary>The server fails (5xx) or cannot be reached: nothing is.</summary>
    public static readonly RobotsRules DisallowAll = new([new RobotsRule(false, "/")], null) { IsUnknown = true };

    /// <summary>Nobody knows yet what the site allows: what it forbids now may be asked for later.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>Canonical URLs of the site's sitemaps; they belong to no group (https://www.sitemaps.org/protocol.html).</summary>
    public IReadOnlyList<string> Sitemaps { get; private init; } = [];

    /// <param name="agent">Our product token, compared without case.</param>
    public static RobotsRules Parse(string text, string agent)
    {
        var named = new List<RobotsRule>();
        var general = new List<RobotsRule>();
        var sitemaps = new List<string>();
        TimeSpan? namedDelay = null, generalDelay = null;
        bool isNamed = false, isGeneral = false, inRules = false, foundNamed = false;
        foreach (var (key, value) in Lines(text))
        {
            switch (key)
            {
                case "user-agent":
                    if (inRules)
                    {
                        isNamed = isGeneral = inRules = false;
                    }

                    isNamed |= Token(value).Equals(agent, StringComparison.OrdinalIgnoreCase);
                    isGeneral |= value == "*";
                    foundNamed |= isNamed;
                    break;
                case "allow" or "disallow":
                    inRules = true;
                    if (value.Length > 0)
                    {
                        var rule = new RobotsRule(key == "allow", Pattern(value));
                        Put(rule, isNamed, isGeneral, named, general);
                    }

                    break;
                case "sitemap" when sitemaps.Count < MostSitemaps && Tissue.CanonicalUrl.Of(value, null) is { } sitemap:
                    sitemaps.Add(sitemap);
                    break;
                case "crawl-delay":
                    // Not of the RFC, so it must not end the list of user agents (section 2.2.4).
                    namedDelay = isNamed ? Longer(namedDelay, Seconds(value)) : namedDelay;
                    generalDelay = isGeneral ? Longer(generalDelay, Seconds(value)) : generalDelay;
                    break;
            }
        }

        return (foundNamed ? new RobotsRules(named, namedDelay) : new RobotsRules(general, generalDelay)) with { Sitemaps = sitemaps };
    }

    /// <param name="pathAndQuery">Of a canonical URL.</param>
    public RobotsVerdict Judge(string pathAndQuery)
    {
        // '*' and '$' of a URL are matched by their encoded form in a rule (section 2.2.3).
        var path = Normalise(pathAndQuery).Replace("*", "%2A", StringComparison.Ordinal).Replace("$", "%24", StringComparison.Ordinal);
        if (path == "/robots.txt")
        {
            return new RobotsVerdict(true, "robots.txt itself");
        }

        // The longest match wins; of equal ones, Allow (section 2.2.2).
        var best = Rules.Where(rule => Matches(rule.Path, path)).MaxBy(rule => (rule.Path.Length, rule.Allow));
        return best is null ? new RobotsVerdict(true, "no rule matches") : new RobotsVerdict(best.Allow, best.ToString());
    }

    private static void Put(RobotsRule rule, bool isNamed, bool isGeneral, List<RobotsRule> named, List<RobotsRule> general)
    {
        if (isNamed)
        {
            named.Add(rule);
        }

        if (isGeneral)
        {
            general.Add(rule);
        }
    }

    // Disallow: /private # not for robots
    private static IEnumerable<(string Key, string Value)> Lines(string text)
    {
        foreach (var line in text.TrimStart('\ufeff').Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var rule = comment < 0 ? line : line[..comment];
            var colon = rule.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                yield return (rule[..colon].Trim().ToLowerInvariant(), rule[(colon + 1)..].Trim());
            }
        }
    }

    // Cell/1.0 -> Cell
    private static string Token(string agent) => new([.. agent.TakeWhile(letter => char.IsAsciiLetter(letter) || letter is '-' or '_')]);

    private static TimeSpan? Seconds(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, MostDelay.TotalSeconds))
            : null;

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other ?? one : one;

    // '$' means the end only at the end.
    private static string Pattern(string value)
    {
        var pattern = Normalise(value);
        return pattern.EndsWith('$') ? pattern[..^1].Replace("$", "%24", StringComparison.Ordinal) + "$" : pattern.Replace("$", "%24", StringComparison.Ordinal);
    }

    /// <summary>Octets outside of ASCII percent-encoded, unreserved ones decoded, hex digits in upper case (section 2.2.2).</summary>
    internal static string Normalise(string path)
    {
        var text = new StringBuilder(path.Length);
        var octets = Encoding.UTF8.GetBytes(path);
        for (var at = 0; at < octets.Length; at++)
        {
            if (octets[at] == '%' && at + 2 < octets.Length && byte.TryParse(octets.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var encoded))
            {
                Append(text, encoded, IsUnreserved(encoded));
                at += 2;
            }
            else
            {
                Append(text, octets[at], octets[at] < 0x80);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, byte octet, bool plain)
    {
        if (plain)
        {
            text.Append((char)octet);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
    }

    private static bool IsUnreserved(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || (char)octet is '-' or '.' or '_' or '~';

    // Greedy from the last star back: linear in practice, quadratic at worst, never exponential.
    internal static bool Matches(string pattern, string path)
    {
        var anchored = pattern.EndsWith('$');
        var parts = (anchored ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        for (var part = 1; part < parts.Length; part++)
        {
            if (anchored && part == parts.Length - 1)
            {
                return path.Length - at >= parts[part].Length && path.EndsWith(parts[part], StringComparison.Ordinal);
            }

            var found = path.IndexOf(parts[part], at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + parts[part].Length;
        }

        return !anchored || at == path.Length;
    }
}
