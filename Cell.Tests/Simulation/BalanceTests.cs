using NUnit.Framework;

namespace Cell.Simulation;

/// <summary>What an organism does about its load, with the real rules on a virtual clock.</summary>
internal sealed class BalanceTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Ten_times_the_load_is_balanced_within_the_time_of_its_doublings(int seed) => IsBalanced(TestScenario.Of(10, 1000, 6, (0, 10), (1, 100)) with { Seed = seed }, 10, 100);

    [TestCase(1)]
    [TestCase(2)]
    public void Late_and_lost_heartbeats_change_nothing_of_it(int seed) =>
        IsBalanced(TestScenario.Of(10, 1000, 6, (0, 10), (1, 100)) with { Seed = seed, Beats = new Beats(TimeSpan.FromSeconds(2), 0.2) }, 10, 100);

    [TestCase(0.9)]
    [TestCase(1.1)]
    public void While_the_load_stays_within_a_tenth_nobody_is_born_and_dies_again(double share)
    {
        var outcome = Play.Run(TestScenario.Of(10, 50, 180, (0, 10), (10, 10 * share), (70, 10), (130, 10 * share)));
        Assert.That((outcome.Reversals, outcome.Births, outcome.Left), Is.EqualTo((0, 0, 0)));
    }

    [TestCase(12.0, 0.05, Description = "the upper edge of the band")]
    [TestCase(8.0, 0.05, Description = "the lower one")]
    [TestCase(10.0, 0.3)]
    [TestCase(12.0, 0.3)]
    [TestCase(8.0, 0.3)]
    public void A_noisy_load_at_an_edge_of_the_band_makes_at_most_one_reaction_an_hour_that_is_taken_back(double load, double noise)
    {
        var outcome = Play.Run(TestScenario.Of(10, 50, 240, (0, load)) with { Noise = noise });
        Assert.That(outcome.Reversals, Is.LessThanOrEqualTo(4));
    }

    [Test]
    public void A_daily_wave_is_followed_and_nothing_of_it_taken_back()
    {
        var wave = TestScenario.Of(10, 100, 24 * 60, (0, 10)) with { Load = new LoadCurve([new LoadPoint(TimeSpan.Zero, 100, false)], 400, TimeSpan.FromDays(1)) };
        var outcome = Play.Run(wave);
        Assert.That(outcome.Births, Is.GreaterThan(20), "it grows");
        Assert.That(outcome.Left, Is.GreaterThan(20), "and shrinks again");
        Assert.That(outcome.Reversals, Is.LessThanOrEqualTo(24));
        Assert.That(outcome.Bill.MachineHours, Is.LessThan(outcome.Bill.FixedHours));
    }

    // The long window ends with the last high reading in it; a sample and a relief window later the last of them is gone.
    [TestCase(60)]
    [TestCase(500)]
    public void After_an_overload_nobody_leaves_before_the_long_window_is_over_and_then_the_role_is_in_its_band(int most)
    {
        var outcome = Play.Run(TestScenario.Of(10, 1000, 60, (0, 10), (1, most), (20, 10)));
        Assert.That(outcome.Story.Where(line => line.What == "left").Select(line => line.Second).First(), Is.InRange(30 * 60, 31 * 60));
        Assert.That(outcome.Moments.Where(moment => moment.Second > 31 * 60).Select(moment => moment.Load), Is.All.InRange(0.4, 0.6));
    }

    [Test]
    public void What_is_still_too_many_then_leaves_when_the_last_birth_is_an_hour_old()
    {
        var outcome = Play.Run(TestScenario.Of(10, 1000, 90, (0, 10), (1, 60), (20, 10)));
        Assert.That(outcome.Story.Where(line => line.What == "left").Select(line => line.Second).Last(), Is.InRange(61 * 60, 65 * 60));
        Assert.That(outcome.Moments[^1].Load, Is.InRange(0.45, 0.55));
    }

    [Test]
    public void An_overload_that_is_met_leaves_the_role_within_the_band()
    {
        var outcome = Play.Run(TestScenario.Of(10, 1000, 30, (0, 10), (1, 45)));
        Assert.That(outcome.Moments.Where(moment => moment.Second > 11 * 60).Select(moment => moment.Load), Is.All.InRange(0.4, 0.6));
    }

    [Test]
    public void A_shared_bottleneck_that_is_seen_makes_no_birth_and_one_alert()
    {
        var outcome = Play.Run(TestScenario.Of(10, 100, 60, (0, 10), (5, 40)) with { Bottleneck = new Bottleneck("store", 130, true) });
        Assert.That(outcome.Births, Is.Zero);
        Assert.That(outcome.Alerts, Has.Count.EqualTo(1));
        Assert.That(outcome.Alerts[0], Does.Contain("store is the bottleneck"));
    }

    [Test]
    public void A_bottleneck_that_nobody_sees_is_found_by_births_that_do_not_help()
    {
        var outcome = Play.Run(TestScenario.Of(10, 1000, 60, (0, 10), (5, 200)) with { Bottleneck = new Bottleneck("store", 130, false) });
        Assert.That(outcome.MostCells(), Is.LessThan(100), "of 200 that the load asks for");
        Assert.That(outcome.Alerts, Has.Some.Contains("births brought the throughput"));
    }

    [Test]
    public void Three_slow_hosts_with_a_million_pages_employ_three_crawlers()
    {
        var outcome = Play.Run(TestScenario.Of(1, 100, 60) with { Hosts = new Hosts(3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1_000_000), Body = new Body(0.5, TestScenario.Birth, 0.2, 0, 0) });
        Assert.That((outcome.MostCells(), outcome.End), Is.EqualTo((3, 3)));
    }

    [Test]
    public void The_same_seed_tells_the_same_story_and_another_one_another()
    {
        var scenario = TestScenario.Of(10, 100, 20, (0, 10), (1, 37));
        var story = Play.Run(scenario).Story;
        Assert.That(Play.Run(scenario).Story, Is.EqualTo(story));
        Assert.That(Play.Run(scenario with { Seed = 2 }).Story, Is.Not.EqualTo(story));
    }

    [Test]
    [Category("Long")]
    public void Ten_thousand_cells_are_as_many_as_are_lacking()
    {
        var outcome = Play.Run(TestScenario.Of(5000, 20_000, 10, (0, 5000), (1, 10_000)));
        Assert.That(outcome.Births, Is.InRange(5000 * 0.98, 5000));
        Assert.That(outcome.Moments[^1].Load, Is.InRange(0.49, 0.6));
    }

    [Test]
    [Category("Long")]
    public void Of_a_thousand_random_steps_each_is_balanced_in_its_time()
    {
        for (var seed = 1; seed <= 1000; seed++)
        {
            var chance = new Random(seed);
            var cells = chance.Next(2, 40);
            var ratio = 1.5 + (chance.NextDouble() * 14);
            var scenario = TestScenario.Of(cells, 2000, 10, (0, cells), (1, cells * ratio)) with
            {
                Seed = seed,
                Noise = chance.NextDouble() * 0.1,
                Beats = new Beats(TimeSpan.FromSeconds(chance.NextDouble() * 2), chance.NextDouble() * 0.2),
            };
            IsBalanced(scenario, cells, (int)Math.Ceiling(cells * ratio));
        }
    }

    // ceil(log2 of the ratio) x (time of a birth + 15 s) + 20 s; at most a tenth too many.
    private static void IsBalanced(Scenario scenario, int before, int after)
    {
        var outcome = Play.Run(scenario);
        var doublings = Math.Ceiling(Math.Log2(after / (double)before));
        var birth = TestScenario.Birth.TotalSeconds * (1 + scenario.Body.Spread);
        var bound = (doublings * (birth + 15)) + 20;
        Assert.That(outcome.BalancedAfter(60, 0.6), Is.Not.Null.And.LessThanOrEqualTo(bound), $"seed {scenario.Seed}, {before} to {after}");
        Assert.That(outcome.MostCells(), Is.LessThanOrEqualTo(Math.Max(after + 1, after * 1.1)), $"seed {scenario.Seed}, {before} to {after}");
        Assert.That(outcome.Left, Is.Zero, $"seed {scenario.Seed}, {before} to {after}");
    }
}
