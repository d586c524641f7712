namespace Cell.Vitals;

/// <summary>How much there is to crawl, beside what the crawlers can do. Pure.</summary>
internal static class CrawlLoad
{
    /// <summary>The load of the crawlers together, each with the same: at the ideal load they just do what there is to do.</summary>
    /// <param name="demand">Pages a second that the hosts' politeness allows, and the links that are held back.</param>
    /// <param name="capacity">Pages a second that one crawler can do.</param>
    public static VitalSign Of(double demand, int crawlers, double capacity, double ideal) =>
        VitalSign.Of("crawl demand", "pages/s", SignClass.Divisible, demand, Math.Max(crawlers, 1) * capacity / ideal);
}
