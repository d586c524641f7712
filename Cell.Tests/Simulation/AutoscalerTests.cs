using NUnit.Framework;

namespace Cell.Simulation;

/// <summary>The rivals do what their documentation says.</summary>
internal sealed class AutoscalerTests
{
    [Test]
    public void Doubles_in_fifteen_seconds_until_the_target_is_reached()
    {
        var outcome = Play.Run(Hpa(TestScenario.Of(10, 1000, 6, (0, 10), (1, 100))));
        Assert.That(outcome.BalancedAfter(60, 0.6), Is.InRange(45, 105));
        Assert.That(outcome.End, Is.InRange(90, 110));
    }

    [Test]
    public void Tolerates_a_tenth() => Assert.That(Play.Run(Hpa(TestScenario.Of(10, 100, 30, (0, 10.8)) with { Noise = 0 })).Births, Is.Zero);

    [Test]
    public void Goes_down_to_the_highest_wish_of_five_minutes()
    {
        var outcome = Play.Run(Hpa(TestScenario.Of(10, 100, 30, (0, 10), (5, 5)) with { Noise = 0 }));
        Assert.That(outcome.Story.First(line => line.What == "left").Second, Is.InRange(600, 630));
        Assert.That(outcome.End, Is.EqualTo(5));
    }

    [Test]
    public void A_queue_of_a_million_asks_for_all_there_are()
    {
        var hosts = TestScenario.Of(1, 50, 30) with { Hosts = new Hosts(3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1_000_000), Policy = new PolicyChoice(PolicyKind.Keda, 0, []) };
        Assert.That(Play.Run(hosts).End, Is.EqualTo(50));
    }

    private static Scenario Hpa(Scenario scenario) => scenario with { Policy = new PolicyChoice(PolicyKind.Hpa, 0, []) };
}
