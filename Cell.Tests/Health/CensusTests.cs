using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class CensusTests
{
    private static readonly Genes Genes = TestGenes.Of(TestGenes.Text);
    private static readonly Roster Founder = Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive);

    [Test]
    public void Newborns_and_the_dead_are_left_out_and_births_under_way_are_counted()
    {
        var roster = Founder.With(TestRoster.Id(2), TestRoster.Born(1), CellState.Newborn).With(TestRoster.Id(3), TestRoster.Born(2), CellState.Dead)
            .With(TestRoster.Birth(1, BirthState.Signed)).With(TestRoster.Birth(2, BirthState.Born));
        Assert.That(Of(roster, Role.Health), Is.EqualTo(new Aggregate(1, 0, 0, 2) { Unmeasured = 1 }));
        Assert.That((Of(roster, Role.Crawler).Cells, Of(roster, Role.Crawler).Pending), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Crawlers_have_what_there_is_to_crawl_in_equal_shares_of_what_they_can()
    {
        var crawlers = Told(Demand(30, 8), vitals => vitals with { Capacity = 10 });
        Assert.That((Of(crawlers, Role.Crawler).Load, Of(crawlers, Role.Crawler).Useful, Of(crawlers, Role.Crawler).Unmeasured), Is.EqualTo((1.5, 8, 0)), "at the ideal load two crawlers do 20 a second");
    }

    [Test, Category("Invariant 7")]
    public void Without_a_demand_or_a_capacity_nothing_argues_for_growth()
    {
        Assert.That((Of(Told(null, vitals => vitals with { Capacity = 10 }), Role.Crawler).Load, Of(Told(Demand(30, 8), vitals => vitals), Role.Crawler).Load), Is.EqualTo((0, 0)));
        Assert.That(Of(Told(Demand(30, 8), vitals => vitals), Role.Crawler).Unmeasured, Is.EqualTo(2), "and counts as full when it is asked who may leave");
    }

    [Test, Category("Invariant 7")]
    public void Stale_vitals_are_none() =>
        Assert.That(Census.Of(Told(Demand(30, 8), vitals => vitals with { Capacity = 10 }), Genes, TimeSpan.FromSeconds(11))[Role.Crawler], Is.EqualTo(new Aggregate(2, 0, 0, 0) { Unmeasured = 2 }));

    [Test]
    public void Of_what_all_share_the_highest_mean_is_told()
    {
        var roster = Told(null, vitals => vitals with { Shared = new SharedLoad("waiting for the API", 0.9) });
        Assert.That(Of(roster, Role.Crawler).Shared, Is.EqualTo(new SharedLoad("waiting for the API", 0.9)));
    }

    private static CrawlDemand Demand(double rate, int hosts) => new(rate, hosts, 0);

    // The founder runs the frontier; another crawler beside it says the same of itself.
    private static Roster Told(CrawlDemand? demand, Func<CellVitals, CellVitals> says) => new[] { TestRoster.Id(1), TestRoster.Id(2) }.Aggregate(
        Founder.With(TestRoster.Id(2), TestRoster.Born(1), CellState.Alive),
        (roster, cell) => roster.With(roster.Members[cell] with { Entry = roster.Members[cell].Entry with { Vitals = says(TestRoster.Vitals) with { Demand = cell == TestRoster.Id(1) ? demand : null } } }));

    private static Aggregate Of(Roster roster, Role role) => Census.Of(roster, Genes, TimeSpan.Zero)[role];
}
