using Cell.Identity;
using NUnit.Framework;

namespace Cell.Simulation;

/// <summary>What an organism does when machines die, slow down, or are cut off.</summary>
internal sealed class MishapTests
{
    [TestCase(3, 0.5, 1)]
    [TestCase(3, 0.2, 2)]
    [TestCase(1, 0.5, 3)]
    [TestCase(2, 0.7, 4)]
    [Category("Invariant 5")]
    [Category("Invariant 6")]
    [Category("Invariant 7")]
    public void A_cut_organism_keeps_its_limits_and_its_last_cells_and_only_a_majority_bears(int keepers, double share, int seed) => KeepsItsPromises(Cut(keepers, share, seed));

    [Test]
    [Category("Invariant 5")]
    [Category("Invariant 6")]
    [Category("Invariant 7")]
    [Category("Long")]
    public void A_thousand_random_stories_keep_the_promises()
    {
        for (var seed = 1; seed <= 1000; seed++)
        {
            var chance = new Random(seed);
            var scenario = Cut(chance.Next(1, 6), chance.NextDouble(), seed) with
            {
                Beats = new Beats(TimeSpan.FromSeconds(chance.NextDouble() * 3), chance.NextDouble() * 0.3),
                Noise = chance.NextDouble() * 0.3,
            };
            var mishaps = Enumerable.Range(0, chance.Next(4)).Select(_ => new Incident(
                TimeSpan.FromMinutes(chance.Next(28)), (Mishap)chance.Next(3), chance.NextDouble() * 0.5, 1 + chance.NextDouble(), TimeSpan.FromMinutes(chance.Next(1, 10))));
            KeepsItsPromises(scenario with { Incidents = [.. scenario.Incidents, .. mishaps] });
        }
    }

    [Test]
    public void The_dead_are_replaced_as_far_as_the_load_asks_for_them()
    {
        var outcome = Play.Run(TestScenario.Of(10, 100, 30, (0, 11)) with { Incidents = [new Incident(TimeSpan.FromMinutes(5), Mishap.Kill, 0.5, 1, TimeSpan.Zero)] });
        Assert.That(outcome.Died, Is.EqualTo(4).Or.EqualTo(5));
        Assert.That(outcome.Moments[^1].Load, Is.InRange(0.4, 0.6));
    }

    [Test]
    public void A_slow_machine_is_left_for_another_one()
    {
        var outcome = Play.Run(TestScenario.Of(10, 20, 60, (0, 10)) with { Incidents = [new Incident(TimeSpan.FromMinutes(10), Mishap.Slow, 0, 2, TimeSpan.Zero)] });
        Assert.That((outcome.Births, outcome.Left, outcome.End), Is.EqualTo((1, 1, 10)));
        Assert.That(outcome.Story.Single(line => line.What == "left").Why, Does.Contain("its machine is slow"));
    }

    [Test]
    public void When_all_become_slow_at_once_nobody_is_replaced_and_one_alert_says_it()
    {
        var outcome = Play.Run(TestScenario.Of(10, 20, 60, (0, 8)) with { Role = Genome.Role.Api, Load = LoadCurve.Flat(30), Population = new Genome.Population(10, 20), Incidents = [new Incident(TimeSpan.FromMinutes(10), Mishap.Slow, 1, 1.6, TimeSpan.Zero)] });
        Assert.That((outcome.Births, outcome.Left), Is.EqualTo((0, 0)));
        Assert.That(outcome.Alerts, Has.Count.EqualTo(1));
        Assert.That(outcome.Alerts[0], Does.Contain("became slow at once"));
    }

    // Three minutes of each hour somebody else uses a third of the machines.
    [Test]
    public void A_noisy_neighbour_is_no_slow_machine()
    {
        var neighbour = Enumerable.Range(0, 24).Select(hour => new Incident(TimeSpan.FromMinutes((hour * 60) + 7), Mishap.Slow, 0.3, 1.6, TimeSpan.FromMinutes(3)));
        var outcome = Play.Run(TestScenario.Of(10, 20, 24 * 60, (0, 9)) with { Incidents = [.. neighbour] });
        Assert.That(outcome.Story.Where(line => line.Why.Contains("slow", StringComparison.Ordinal)), Is.Empty);
    }

    private static Scenario Cut(int keepers, double share, int seed) => TestScenario.Of(12, 40, 30, (0, 12), (3, 60)) with
    {
        Seed = seed,
        Keepers = keepers,
        Population = new Genome.Population(2, 36),
        Limits = new Genome.LimitGenes(34, 8, 60, 1_000_000),
        Incidents = [new Incident(TimeSpan.FromMinutes(2), Mishap.Cut, share, 1, TimeSpan.FromMinutes(10))],
    };

    private static readonly TimeSpan Freshest = TimeSpan.FromSeconds(5);

    private static void KeepsItsPromises(Scenario scenario)
    {
        var majority = Ticket.Majority(scenario.Keepers);
        var signed = new HashSet<string>(StringComparer.Ordinal);
        Play.Run(scenario, (world, policy) =>
        {
            var what = $"seed {scenario.Seed}, second {world.Second}";
            Assert.That(world.Cells.Count + world.Pending, Is.LessThanOrEqualTo(Math.Min(scenario.Limits.Cells, scenario.Population.Max)), what);
            Assert.That(world.Cells.Count(cell => cell.Generation > scenario.Limits.Generations), Is.Zero, what);
            Assert.That(world.Story.Count(line => line.Kind == HappeningKind.Born && world.Now - line.At < TimeSpan.FromHours(1)), Is.LessThanOrEqualTo(scenario.Limits.BirthsPerHour), what);
            Assert.That(world.Cells.Count(cell => !cell.Ended), Is.GreaterThanOrEqualTo(1), what);
            foreach (var ticket in ((Organism)policy).Camps.SelectMany(camp => camp.Tickets).Where(ticket => ticket.At == world.Now))
            {
                Assert.That((ticket.Vitals <= Freshest, ticket.Keepers >= majority, ticket.Mother.Works), Is.EqualTo((true, true, true)), what);
                Assert.That(signed.Add(ticket.Birth), what);
            }

            Assert.That(world.Cells.Select(cell => cell.Birth).Where(birth => birth.Length > 0 && !birth.StartsWith("begin-", StringComparison.Ordinal)), Is.SubsetOf(signed), what);
            Assert.That(world.Cells.Select(cell => cell.Machine), Is.Unique, what);
        });
    }
}
