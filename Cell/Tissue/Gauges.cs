using System.Collections.Immutable;
using Cell.Genome;
using Cell.Vitals;

namespace Cell.Tissue;

/// <summary>What the roles of this process count, read as one set of vitals.</summary>
internal sealed class Gauges(TimeProvider time)
{
    private readonly CpuMeter cpu = new(time);
    private ImmutableList<Func<VitalSign>> measures = [];

    /// <summary>Client answers.</summary>
    public RateMeter Answers { get; } = new(time);

    /// <summary>Pages stored by the API role.</summary>
    public RateMeter Stored { get; } = new(time);

    /// <summary>What the roles did, and what failed by this cell's own doing.</summary>
    public FaultMeter Work { get; } = new(time);

    /// <summary>Of the API role: do its pages lie on this machine? What a shared database refuses is no fault of the cell.</summary>
    public Func<bool> OwnsStore { get; set; } = () => true;

    /// <summary>Of the crawler role: pages done and hosts busy / hosts allowed.</summary>
    public Func<(RateMeter Pages, double Busy)>? Crawl { get; set; }

    /// <summary>Of the API role: URLs waiting, at rest, pages stored.</summary>
    public Func<(long Waiting, bool Dry, long Pages)>? Frontier { get; set; }

    /// <summary>Of the API role: clients at work / the limit, and how many a second were sent away.</summary>
    public Func<(double Load, double TurnedAway)>? Clients { get; set; }

    /// <summary>Of the cell that runs the frontier.</summary>
    public Func<CrawlDemand?>? Demand { get; set; }

    /// <summary>Of the API role: does it have what the other copies of the pages have?</summary>
    public Func<bool>? CaughtUp { get; set; }

    /// <summary>Of the API role: entries of the log that searches do not find yet.</summary>
    public Func<long>? Unindexed { get; set; }

    /// <summary>Of a health cell.</summary>
    public Func<AuditHead>? Audit { get; set; }

    /// <summary>What the cell makes of its signs.</summary>
    public Func<Balance>? Balance { get; set; }

    /// <summary>Of what the roles do; they add theirs.</summary>
    public void Measure(Func<VitalSign> sign) => ImmutableInterlocked.Update(ref measures, known => known.Add(sign));

    /// <summary>A client or a crawler was not served.</summary>
    public void Stumbled()
    {
        if (OwnsStore())
        {
            Work.Failed();
        }
    }

    public IEnumerable<VitalSign> Signs() => measures.Select(measure => measure());

    public CellVitals Read()
    {
        var share = cpu.Read();
        var crawl = Crawl?.Invoke();
        var balance = Balance?.Invoke();
        var frontier = Frontier?.Invoke();
        var loads = new Dictionary<Role, double>();
        if (crawl is { } crawling)
        {
            loads[Role.Crawler] = crawling.Busy;
        }

        var clients = Clients?.Invoke();
        if (frontier is not null && share is { } cores)
        {
            loads[Role.Api] = Math.Max(cores, clients?.Load ?? 0);
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
            TurnedAway = clients is { TurnedAway: > 0 } ? Math.Round(clients.Value.TurnedAway, 2) : null,
            Capacity = crawl is { } done && done.Pages.PerSecond > 0 ? Math.Round(done.Pages.PerSecond / Math.Max(Math.Max(done.Busy, share ?? 0), LeastUse), 2) : null,
            Slowness = balance?.Slowness,
            Slow = balance?.Slow ?? false,
            Faults = Work.Share is { } faults ? Math.Round(faults, 3) : null,
            Replaced = balance?.Replaced ?? false,
            Shared = Worst(),
            Wishes = balance?.Wishes is { Count: > 0 } wishes ? wishes : null,
            Pregnant = balance?.Pregnant,
            Replacing = balance?.Replacing ?? false,
            Needed = balance?.Needed is { Length: > 0 } needed ? needed : null,
        };
    }

    // A crawler that does next to nothing does not show what it could.
    private const double LeastUse = 0.05;

    private SharedLoad? Worst() => Signs().Where(sign => sign is { Class: SignClass.Shared, Load: not null }).Select(sign => new SharedLoad(sign.Name, sign.Load ?? 0)).MaxBy(shared => shared.Load);
}

/// <summary>What a cell makes of its signs, for its heartbeats: see the fields of <see cref="CellVitals"/> of these names.</summary>
/// <param name="Needed">"": it may leave.</param>
internal sealed record Balance(double? Slowness, bool Slow, bool Replaced, IReadOnlyList<Wish> Wishes, string? Pregnant, bool Replacing, string Needed);
