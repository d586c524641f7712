namespace Cell.Crawling;

/// <summary>What a page asks of robots by meta elements and X-Robots-Tag. All that speak to us count together: the stricter wins. Pure.</summary>
internal readonly record struct RobotsDirectives(bool NoIndex, bool NoFollow)
{
    // These have a value after a colon; any other word before one is a robot's name.
    private static readonly string[] Valued = ["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];

    public static RobotsDirectives operator |(RobotsDirectives one, RobotsDirectives other) => new(one.NoIndex | other.NoIndex, one.NoFollow | other.NoFollow);

    /// <param name="line">One X-Robots-Tag: "noindex", "otherbot: noindex, nofollow". A name holds until the next.</param>
    /// <param name="agent">Our product token, compared without case.</param>
    public static RobotsDirectives OfHeader(string line, string agent)
    {
        var asked = default(RobotsDirectives);
        var isOurs = true;
        foreach (var part in line.Split(','))
        {
            var word = part.AsSpan().Trim();
            while (word.IndexOf(':') is >= 0 and var colon)
            {
                var name = word[..colon].Trim().ToString();
                if (Valued.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    break;
                }

                isOurs = name.Equals(agent, StringComparison.OrdinalIgnoreCase);
                word = word[(colon + 1)..].Trim();
            }

            asked |= isOurs ? OfWord(word) : default;
        }

        return asked;
    }

    /// <param name="content">Of meta robots, or of a meta element with our name: "noindex, nofollow".</param>
    public static RobotsDirectives OfMeta(string content) =>
        content.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Aggregate(default(RobotsDirectives), (asked, word) => asked | OfWord(word));

    private static RobotsDirectives OfWord(ReadOnlySpan<char> word)
    {
        var none = word.Equals("none", StringComparison.OrdinalIgnoreCase);
        return new(none || word.Equals("noindex", StringComparison.OrdinalIgnoreCase), none || word.Equals("nofollow", StringComparison.OrdinalIgnoreCase));
    }
}
