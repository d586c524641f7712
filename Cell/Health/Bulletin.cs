using Cell.Tissue;

namespace Cell.Health;

/// <summary>What a heartbeat's answer tells of the roster. Pure.</summary>
/// <param name="UpTo">The version that its reader has then.</param>
/// <param name="Whole">It begins anew: what it does not name, and the next ones do not, is to be forgotten.</param>
internal sealed record Bulletin(long UpTo, bool Whole, IReadOnlyList<RosterEntry> Changes)
{
    /// <summary>The rest comes with the next answers.</summary>
    public const int Most = 100;

    /// <param name="heir">It may have to tell the next health cell who lives.</param>
    public static Bulletin Of(Roster roster, Heartbeat reader, bool heir)
    {
        var (held, begun) = (reader.RosterVersion, reader.RosterBegun);
        var whole = held > roster.Version || (held < roster.Oldest && begun < roster.Oldest);
        var since = whole ? 0 : held;
        var news = (heir || Roster.Serves(reader.Facts) ? roster.Since(since) : Beside(roster, reader, since)).Take(Most + 1).ToList();
        return news.Count > Most ? new Bulletin(news[Most - 1].Version, whole, news[..Most]) : new Bulletin(roster.Version, whole, news);
    }

    // Crawlers talk to health cells and APIs only; who serves others must know whom.
    private static IEnumerable<RosterEntry> Beside(Roster roster, Heartbeat reader, long since)
    {
        var own = roster.Members.GetValueOrDefault(reader.Cell)?.Entry;
        return own?.Version > since ? roster.ServersSince(since).Append(own).OrderBy(entry => entry.Version) : roster.ServersSince(since);
    }
}
