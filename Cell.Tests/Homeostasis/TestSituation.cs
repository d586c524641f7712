using Cell.Genome;
using Cell.Health;
using Cell.Tissue;
using Cell.Vitals;
using CsCheck;

namespace Cell.Homeostasis;

/// <summary>Situations for the pure decisions: a crawler among four with the ideal load, at noon of its clock.</summary>
internal static class TestSituation
{
    public static readonly TimeSpan Now = TimeSpan.FromHours(12);

    public static Aggregate Role(int cells, double mean, int pending = 0) => new(cells, cells * mean, pending, cells);

    public static Situation Balanced { get; } = new()
    {
        Role = Cell.Genome.Role.Crawler,
        Senses = Senses.Clear,
        Own = new OwnState(TestRoster.Id(1), 0.5),
        Aggregate = Role(4, 0.5),
        Windows = RoleWindows.Unseen,
        Population = new Population(1, 100),
        Terms = Terms.Usual,
        Now = Now,
    };

    /// <summary>The role has had too much to do for so long.</summary>
    public static Situation Short(double mean, double seconds) => Balanced with
    {
        Own = Balanced.Own with { Load = mean },
        Aggregate = Role(4, mean),
        Windows = RoleWindows.Unseen with { Above = Since(seconds) },
    };

    /// <summary>The role has had too little to do for so long, and a health cell lets this one leave.</summary>
    public static Situation Idle(double mean, double minutes) => Balanced with
    {
        Own = Balanced.Own with { Load = mean, MayLeave = new Departure("it is the youngest", false) },
        Aggregate = Role(4, mean),
        Windows = RoleWindows.Unseen with { Below = Since(minutes * 60) },
    };

    /// <summary>Its machine has been slow for so long.</summary>
    public static Situation Slow(double ratio, double minutes) => Balanced with
    {
        Own = Balanced.Own with { Probe = Probe(ratio) with { Since = Now - TimeSpan.FromMinutes(minutes) } },
        Aggregate = Role(4, 0.5) with { Slow = 1 },
    };

    /// <summary>So much of its work has failed by its own doing for so long.</summary>
    public static Situation Faulty(double share, double minutes) => Balanced with
    {
        Own = Balanced.Own with { Faults = new FaultWatch(share, Now - TimeSpan.FromMinutes(minutes)) },
        Aggregate = Role(4, 0.5) with { Faulty = 1 },
    };

    public static Held Since(double seconds) => new(Now - TimeSpan.FromSeconds(seconds));

    public static ProbeWatch Probe(double ratio) => ProbeWatch.Of(new ProbeBaseline(100, 10)) with { Cusum = new Cusum(9), Last = [.. Enumerable.Repeat(100 * ratio, 5)] };

    /// <summary>Any situation at all, sensible or not.</summary>
    public static Gen<Situation> Any =>
        from role in Gen.Enum<Role>()
        from senses in AnySenses
        from own in AnyOwn
        from aggregate in AnyAggregate.Null()
        from windows in Gen.Select(AnyHeld, AnyHeld, AnyHeld, (above, below, mine) => new RoleWindows(above, below, mine))
        from population in Gen.Select(Gen.Int[0, 5], Gen.Int[0, 200], (min, max) => new Population(min, Math.Max(min, max)))
        from siblings in Gen.Select(Gen.Int[1, 99], Gen.Double[0, 3], (number, load) => new Neighbour(TestRoster.Id(number), "", load)).List[0, 3]
        select Balanced with { Role = role, Senses = senses, Own = own, Aggregate = aggregate, Windows = windows, Population = population, Siblings = siblings };

    public static Gen<Aggregate> AnyAggregate =>
        from cells in Gen.Int[0, 60]
        from mean in Gen.Double[0, 4]
        from pending in Gen.Int[0, 30]
        from unmeasured in Gen.Int[0, 60]
        from slow in Gen.Int[0, 60]
        from faulty in Gen.Int[0, 60]
        from replacing in Gen.Int[0, 1]
        from useful in Gen.Int[0, 100]
        from shared in Gen.Double[0, 1.2]
        from inhibited in Gen.Int[0, 3]
        select Role(cells, mean, pending) with
        {
            Unmeasured = Math.Min(unmeasured, cells),
            Slow = Math.Min(slow, cells),
            Faulty = Math.Min(faulty, cells),
            Replacing = replacing,
            Useful = useful > 60 ? null : useful,
            Shared = shared > 0.9 ? null : new SharedLoad("frontier", shared),
            Inhibited = inhibited == 0 ? "births did not help" : null,
        };

    private static Gen<TimeSpan> AnyAge => Gen.Double[0, 15].Select(TimeSpan.FromSeconds);

    private static Gen<Senses> AnySenses =>
        from vitals in AnyAge
        from roster in AnyAge
        from late in Gen.Double[0, 1.3]
        from barred in Gen.Int[0, 7]
        from pregnant in Gen.Int[0, 7]
        from unknown in Gen.Int[0, 7]
        select new Senses(unknown == 0 ? null : vitals, unknown == 1 ? null : roster, TimeSpan.FromSeconds(late), barred == 0 ? "paused" : null, pregnant == 0 ? "birth 7 on stem3" : null);

    private static Gen<Held> AnyHeld => Gen.Double[0, 1200].Select(seconds => seconds > 1100 ? Held.Not : Since(seconds));

    private static Gen<OwnState> AnyOwn =>
        from load in Gen.Double[0, 3]
        from unknown in Gen.Bool
        from shared in Gen.Double[0, 1]
        from probe in Gen.Select(Gen.Double[0.5, 3], Gen.Double[0, 20], (ratio, minutes) => Probe(ratio) with { Since = minutes > 15 ? null : Now - TimeSpan.FromMinutes(minutes) })
        from faults in Gen.Select(Gen.Double[0, 1], Gen.Double[0, 40], (share, minutes) => new FaultWatch(share, minutes > 10 ? null : Now - TimeSpan.FromMinutes(minutes)))
        from flags in Gen.Int[0, 63]
        select new OwnState(TestRoster.Id(1), unknown ? null : load)
        {
            Signs = [VitalSign.Of("frontier", "s", SignClass.Shared, shared, 1.4)],
            Probe = (flags & 1) == 0 ? probe : null,
            Faults = faults,
            Others = (flags & 2) == 0 ? [] : [Cell.Genome.Role.Crawler],
            Needed = (flags & 12) == 0 ? "it runs the frontier" : "",
            MayLeave = (flags & 4) == 0 ? new Departure("it is the youngest", (flags & 32) == 0) : null,
            Replaced = (flags & 16) == 0,
        };
}
