using Cell.Genome;
using Cell.Homeostasis;

namespace Cell.Simulation;

/// <summary>Scenarios for tests: crawlers that do ten pages a second each, and are born within ten seconds.</summary>
internal static class TestScenario
{
    public static readonly TimeSpan Birth = TimeSpan.FromSeconds(10);

    /// <param name="load">What is asked, in cells that would have the ideal load.</param>
    public static Scenario Of(int cells, int pool, double minutes, params (double Minute, double Cells)[] load) => new()
    {
        Name = "test",
        Role = Role.Crawler,
        Duration = TimeSpan.FromMinutes(minutes),
        Seed = 1,
        Cells = cells,
        Pool = pool,
        Reserve = 0,
        Keepers = 1,
        Population = new Population(1, pool),
        Limits = new LimitGenes(pool, 64, 100_000, 1_000_000),
        Terms = Terms.Usual,
        Body = new Body(10, Birth, 0.2, 0, 0),
        Beats = new Beats(TimeSpan.Zero, 0),
        Noise = 0.05,
        Load = new LoadCurve([.. load.Select(point => new LoadPoint(TimeSpan.FromMinutes(point.Minute), point.Cells * 10, false))], 0, TimeSpan.FromDays(1)),
        Hosts = null,
        Bottleneck = null,
        Incidents = [],
        Policy = new PolicyChoice(PolicyKind.Cell, 0, []),
    };

    /// <summary>The most cells that live or are being born at any moment.</summary>
    public static int MostCells(this Outcome outcome) => outcome.Moments.Max(moment => moment.Cells + moment.Pending);
}
