using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Simulation;

internal sealed class ReplayScenarioTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_load_that_was_told_is_what_the_rules_get()
    {
        var scenario = ReplayScenario.Of(Told((0, 2), (30, 6)), Role.Crawler, null)!; // it tells of crawlers
        Assert.That((scenario.Cells, scenario.Duration, scenario.Load.At(TimeSpan.FromMinutes(29)), scenario.Load.At(TimeSpan.FromMinutes(30))), Is.EqualTo((2, TimeSpan.FromMinutes(30), 2.0, 6.0)));
        var outcome = Play.Run(scenario with { Duration = TimeSpan.FromHours(1) });
        Assert.That((outcome.Begin, outcome.End), Is.EqualTo((2, 6)), "a crawler that is kept busy is one with the ideal load");
    }

    [Test]
    public void Other_limits_show_what_they_would_have_done()
    {
        var genes = TestGenes.Of(TestGenes.With("\"population\": { \"crawler\": { \"min\": 1, \"max\": 3 } }"));
        var outcome = Play.Run(ReplayScenario.Of(Told((0, 2), (30, 6)), Role.Crawler, genes)! with { Duration = TimeSpan.FromHours(1) }); // it tells of crawlers
        Assert.That(outcome.Most, Is.EqualTo(3));
        Assert.That(outcome.Strained, Is.GreaterThan(1700), "they have too much to do from then on");
    }

    [Test]
    public void Deaths_of_that_role_happen_again_and_births_take_as_long_as_they_did()
    {
        var news = new[]
        {
            Event(0, EventKind.Load, "") with { Load = new RoleLoad(Role.Crawler, 2, 2) },
            Event(1, EventKind.Ticket, "") with { Machine = "b" },
            Event(1.5, EventKind.Proved, "") with { Machine = "b" },
            Event(2, EventKind.Dead, "crawler of generation 1: held dead"),
            Event(3, EventKind.Dead, "api of generation 0: held dead"),
        };
        var scenario = ReplayScenario.Of(new History(news, [], []), Role.Crawler, null)!; // it tells of crawlers
        Assert.That((scenario.Incidents.Single().At, scenario.Body.Birth), Is.EqualTo((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30))));
    }

    [Test]
    [Category("Invariant 10")]
    public void Who_tells_of_no_load_is_not_replayed()
    {
        Assert.That(ReplayScenario.Roles(Told()), Is.Empty);
        Assert.That(ReplayScenario.Of(Told((0, 2)), Role.Api, null), Is.Null);
        Assert.That(ReplayScenario.Of(new History([], [], []), Role.Api, null), Is.Null);
    }

    private static History Told(params (double Minute, double Demand)[] loads) =>
        new([.. loads.Select(load => Event(load.Minute, EventKind.Load, "") with { Load = new RoleLoad(Role.Crawler, load.Demand, 2) })], [], []);

    private static OrganismEvent Event(double minute, EventKind kind, string what) => new(1, Start.AddMinutes(minute), kind, "a", CellId.New(TimeProvider.System), what);
}
