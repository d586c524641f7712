using CsCheck;
using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class StressTests
{
    [TestCase(0.0, Lane.Starved)]
    [TestCase(0.2, Lane.Relaxed)]
    [TestCase(0.4, Lane.Balanced)]
    [TestCase(0.6, Lane.Balanced)]
    [TestCase(0.61, Lane.Strained)]
    [TestCase(0.8, Lane.Strained)]
    [TestCase(0.81, Lane.Exhausted)]
    [TestCase(7.0, Lane.Exhausted)]
    public void Has_five_lanes(double load, Lane lane) => Assert.That(Stress.LaneOf(load), Is.EqualTo(lane));

    [TestCase(0.0, 1.0, 0.0, 1.0, Description = "idleness is no illness")]
    [TestCase(1.2, 1.0, 0.0, 0.5)]
    [TestCase(0.5, 2.0, 0.0, 0.5)]
    [TestCase(0.5, 1.0, 0.25, 0.75)]
    public void Health_falls_with_overload_slowing_down_and_faults(double load, double slowness, double faults, double health) =>
        Assert.That(Stress.Health(load, slowness, faults), Is.EqualTo(health).Within(1e-9));

    [Test]
    public void Health_is_between_0_and_1() => Gen.Select(Gen.Double[0, 1e6], Gen.Double[0, 1e6], Gen.Double[-2, 2]).Sample((load, slowness, faults) => Stress.Health(load, slowness, faults) is >= 0 and <= 1);

    [TestCase(30.0, 60.0, 0.5)]
    [TestCase(120.0, 60.0, 2.0)]
    public void A_sign_is_demand_by_capacity_and_uncapped(double raw, double capacity, double load) => Assert.That(VitalSign.Of("clients", "in flight", SignClass.Divisible, raw, capacity).Load, Is.EqualTo(load));

    [TestCase(1.0, 0.0)]
    [TestCase(double.NaN, 1.0)]
    public void A_sign_that_cannot_be_measured_says_so(double raw, double capacity)
    {
        var sign = VitalSign.Of("clients", "in flight", SignClass.Divisible, raw, capacity);
        Assert.That((sign.Load, sign.WhyNot.Length > 0), Is.EqualTo(((double?)null, true)));
    }
}
