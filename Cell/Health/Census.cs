using Cell.Genome;
using Cell.Homeostasis;
using Cell.Tissue;
using Cell.Vitals;

namespace Cell.Health;

/// <summary>The roles in sum, as heartbeats tell them. Pure.</summary>
internal static class Census
{
    private static readonly Role[] Roles = Enum.GetValues<Role>();

    /// <param name="now">The keeper's monotonic clock.</param>
    public static IReadOnlyDictionary<Role, Aggregate> Of(Roster roster, Genes genes, TimeSpan now)
    {
        var working = roster.Members.Values.Where(member => member.Entry.State is CellState.Alive or CellState.Suspect).ToList();
        var all = working.SelectMany(member => member.Entry.Facts.Roles, (member, role) => (Role: role, Member: member)).ToLookup(one => one.Role, one => one.Member);
        return Roles.ToDictionary(role => role, role =>
        {
            var members = all[role].ToList();
            var fresh = members.Where(member => now - member.Heard <= Terms.Stale).Select(member => member.Entry.Vitals).ToList();
            var demand = role == Role.Crawler ? Demand(working, now) : null;
            var (load, measured) = role == Role.Crawler ? Crawled(fresh, demand, genes, members.Count) : Said(fresh, role);
            return new Aggregate(members.Count, load, roster.Births.Values.Count(birth => birth.Role == role && birth.State == BirthState.Signed), fresh.Sum(vitals => vitals.Rate))
            {
                Unmeasured = members.Count - measured,
                Slow = fresh.Count(vitals => vitals.Slow),
                Faulty = fresh.Count(vitals => FaultWatch.IsMuch(vitals.Faults)),
                Replacing = fresh.Count(vitals => vitals.Replacing),
                Useful = demand?.Hosts,
                Shared = Shared(fresh),
            };
        });
    }

    private static (double Load, int Measured) Said(List<CellVitals> fresh, Role role)
    {
        var said = fresh.Where(vitals => vitals.Loads.ContainsKey(role)).Select(vitals => vitals.Loads[role]).Where(double.IsFinite).ToList();
        return (said.Sum(), said.Count);
    }

    // What there is to crawl is one matter of all crawlers: each has an equal share of it.
    private static (double Load, int Measured) Crawled(List<CellVitals> fresh, CrawlDemand? demand, Genes genes, int crawlers)
    {
        var capacities = fresh.Select(vitals => vitals.Capacity).OfType<double>().Where(capacity => capacity > 0).ToList();
        return demand is null || crawlers == 0 || (capacities.Count == 0 && demand.Rate > 0)
            ? (0, 0)
            : ((CrawlLoad.Of(Wanted(demand, genes), crawlers, capacities.Count == 0 ? 1 : capacities.Average(), genes.Homeostasis.Ideal).Load ?? 0) * crawlers, crawlers);
    }

    private static double Wanted(CrawlDemand demand, Genes genes) => demand.Rate + (demand.Held / genes.Crawler.Horizon.TotalSeconds);

    private static CrawlDemand? Demand(List<Member> working, TimeSpan now) =>
        working.Where(member => member.Entry.Vitals.Demand is not null && now - member.Heard <= Terms.Stale).MaxBy(member => member.Entry.Vitals.Demand!.Hosts)?.Entry.Vitals.Demand; // filtered just before

    private static SharedLoad? Shared(List<CellVitals> fresh) => fresh.Select(vitals => vitals.Shared).OfType<SharedLoad>()
        .GroupBy(shared => shared.Name, StringComparer.Ordinal).Select(told => new SharedLoad(told.Key, told.Average(shared => shared.Load))).MaxBy(shared => shared.Load);
}
