using Cell.Genome;
using Cell.Vitals;

namespace Cell.Tissue;

/// <summary>What the roles of this process count, read as one set of vitals.</summary>
internal sealed class Gauges(TimeProvider time)
{
    private readonly CpuMeter cpu = new(time);

    /// <summary>Client answers.</summary>
    public RateMeter Answers { get; } = new(time);

    /// <summary>Pages stored by the API role.</summary>
    public RateMeter Stored { get; } = new(time);

    /// <summary>Of the crawler role: pages done and hosts busy / hosts allowed.</summary>
    public Func<(RateMeter Pages, double Busy)>? Crawl { get; set; }

    /// <summary>Of the API role: URLs waiting, at rest, pages stored.</summary>
    public Func<(long Waiting, bool Dry, long Pages)>? Frontier { get; set; }

    /// <summary>Of the cell that runs the frontier.</summary>
    public Func<CrawlDemand>? Demand { get; set; }

    /// <summary>Of the API role: does it have what the other copies of the pages have?</summary>
    public Func<bool>? CaughtUp { get; set; }

    /// <summary>Of a health cell.</summary>
    public Func<AuditHead>? Audit { get; set; }

    public CellVitals Read()
    {
        var share = cpu.Read();
        var crawl = Crawl?.Invoke();
        var frontier = Frontier?.Invoke();
        var loads = new Dictionary<Role, double>();
        if (crawl is { } crawling)
        {
            loads[Role.Crawler] = crawling.Busy;
        }

        if (frontier is not null && share is { } cores)
        {
            loads[Role.Api] = cores;
        }

        return new CellVitals(
            share,
            Environment.WorkingSet,
            loads,
            Math.Round(crawl?.Pages.PerSecond ?? Stored.PerSecond, 2),
            Math.Round(Answers.PerSecond, 2),
            frontier?.Pages ?? crawl?.Pages.Total ?? 0,
            frontier?.Waiting,
            frontier?.Dry)
        {
            Audit = Audit?.Invoke(),
            Demand = Demand?.Invoke(),
            CaughtUp = CaughtUp?.Invoke(),
        };
    }
}
