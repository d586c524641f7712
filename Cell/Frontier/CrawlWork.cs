using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>What one host has for crawlers to do.</summary>
/// <param name="Ready">URLs due now, leased ones included.</param>
/// <param name="Answer">How long it takes to answer; zero: not known.</param>
internal readonly record struct CrawlWork(long Ready, bool Leased, TimeSpan Delay, TimeSpan Answer)
{
    // URLs a second that its delay, or else its own speed, allows.
    private double MostRate => 1 / (Delay > Answer ? Delay : Answer).TotalSeconds;

    /// <param name="pace">URLs a second at most; 0: no bound.</param>
    public static CrawlDemand Demand(IEnumerable<CrawlWork> hosts, TimeSpan horizon, int pace)
    {
        var rate = 0.0;
        var toWorkOn = 0;
        foreach (var host in hosts)
        {
            rate += Math.Min(host.Ready / horizon.TotalSeconds, host.MostRate);
            toWorkOn += host.Ready > 0 || host.Leased ? 1 : 0;
        }

        return new CrawlDemand(pace > 0 ? Math.Min(rate, pace) : rate, toWorkOn, 0);
    }
}
