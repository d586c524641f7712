namespace Cell.Vitals;

/// <summary>What one host asks of the crawlers.</summary>
/// <param name="Ready">URLs of it that are due.</param>
/// <param name="Answer">How long it takes to answer.</param>
internal readonly record struct HostDemand(long Ready, TimeSpan Delay, TimeSpan Answer);

/// <summary>How many pages a second there are to crawl, as politeness allows. Pure.</summary>
/// <param name="Pages">A second, of all hosts.</param>
/// <param name="Hosts">Hosts with something to do: more crawlers than that have nothing.</param>
internal readonly record struct CrawlDemand(double Pages, int Hosts)
{
    /// <summary>A queue's drain time is no sign: each page brings more URLs, and three slow hosts employ three crawlers whatever waits.</summary>
    /// <param name="held">Links held back, a second of them if they came in within the horizon.</param>
    /// <param name="horizon"><c>crawler.horizon</c>: what is due is to be done within.</param>
    /// <param name="pace"><c>crawler.pace</c>, pages a second; null: no bound.</param>
    public static CrawlDemand Of(IEnumerable<HostDemand> hosts, long held, TimeSpan horizon, double? pace)
    {
        var (pages, count) = (0.0, 0);
        foreach (var host in hosts.Where(host => host.Ready > 0))
        {
            pages += Math.Min(host.Ready / horizon.TotalSeconds, 1 / Math.Max(Seconds(host.Delay, host.Answer), 0.001));
            count++;
        }

        return new CrawlDemand(Math.Min(pages + (Math.Max(0, held) / horizon.TotalSeconds), pace ?? double.MaxValue), count);
    }

    /// <summary>The load of the crawlers together: demand at 0.5 is what they crawl when they do all they can.</summary>
    /// <param name="crawlers">That live.</param>
    /// <param name="capacity">Pages a second that one can do.</param>
    /// <param name="ideal">The load of a cell that has as much to do as it can.</param>
    public double Load(int crawlers, double capacity, double ideal) => Pages / Math.Max(crawlers * capacity, 1e-9) * ideal;

    private static double Seconds(TimeSpan delay, TimeSpan answer) => Math.Max(delay.TotalSeconds, answer.TotalSeconds);
}
