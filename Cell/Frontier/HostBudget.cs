using Cell.Genome;

namespace Cell.Frontier;

/// <summary>What one host may add, while URLs of it are taken.</summary>
internal sealed class HostBudget(HostRecord host)
{
    // Taken, but not counted yet: some may turn out to be known.
    private int promised;

    public long Number { get; } = host.Number;

    public int Known { get; private set; } = host.Known;

    public int Waiting { get; private set; } = host.Waiting;

    public int Ready { get; set; } = host.Ready;

    public long Dropped { get; private set; } = host.Dropped;

    public long Trapped { get; private set; } = host.Trapped;

    /// <summary>Known URLs of a pattern (<see cref="Traps.Pattern(string)"/>).</summary>
    public Dictionary<uint, int> Alike { get; } = [];

    /// <summary>How many of them are new.</summary>
    public Dictionary<uint, int> More { get; } = [];

    public bool Takes(FoundUrl found, CrawlerGenes genes)
    {
        var pattern = Traps.Pattern(found.Url);
        if (found.By == FoundBy.Link && Known + promised >= genes.UrlsPerHost)
        {
            Dropped++;
            return false;
        }

        if (found.By == FoundBy.Link && (found.Hops > Traps.MostHops || Traps.LeadsIntoItself(found.Url) || (pattern is { } one && Alike.GetValueOrDefault(one) >= Traps.MostOfAPattern(genes.UrlsPerHost))))
        {
            Trapped++;
            return false;
        }

        promised++;
        if (pattern is { } more)
        {
            Alike[more] = Alike.GetValueOrDefault(more) + 1;
        }

        return true;
    }

    /// <summary>It is known from now on.</summary>
    public void Count(PlacedUrl url)
    {
        Known++;
        Waiting += url.Waits ? 1 : 0;
        Ready += url.Place == UrlPlace.Ready ? 1 : 0;
        if (Traps.Pattern(url.Row.Url) is { } pattern)
        {
            More[pattern] = More.GetValueOrDefault(pattern) + 1;
        }
    }

    /// <summary>One that was visited waits again.</summary>
    public void Again() => (Waiting, Ready) = (Waiting + 1, Ready + 1);
}
