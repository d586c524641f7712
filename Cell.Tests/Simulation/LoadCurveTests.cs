using NUnit.Framework;

namespace Cell.Simulation;

internal sealed class LoadCurveTests
{
    private static readonly LoadCurve Curve = new([Point(0, 10, false), Point(60, 20, false), Point(120, 40, true)], 0, TimeSpan.FromDays(1));

    [TestCase(0, 10.0)]
    [TestCase(59, 10.0)]
    [TestCase(60, 20.0)]
    [TestCase(90, 30.0)]
    [TestCase(500, 40.0)]
    public void Has_steps_and_ramps(int second, double value) => Assert.That(Curve.At(TimeSpan.FromSeconds(second)), Is.EqualTo(value));

    [TestCase(0, 100.0)]
    [TestCase(12, 300.0)]
    [TestCase(24, 100.0)]
    public void Has_a_wave_on_top(int hour, double value) =>
        Assert.That(new LoadCurve([Point(0, 100, false)], 200, TimeSpan.FromDays(1)).At(TimeSpan.FromHours(hour)), Is.EqualTo(value).Within(1e-6));

    [Test]
    public void A_trace_is_read_from_lines_of_seconds_and_values() =>
        Assert.That(LoadCurve.OfTrace(["time,load", "0,5", "", "60,7.5"]), Is.EqualTo(new[] { Point(0, 5, false), Point(60, 7.5, true) }));

    [TestCase("0;5")]
    [TestCase("0,x")]
    [TestCase("0,-1")]
    [TestCase("0,5,6")]
    public void A_trace_with_a_line_that_is_none_is_none(string line) => Assert.That(LoadCurve.OfTrace([line]), Is.Null);

    [Test]
    public void A_trace_that_goes_back_is_none() => Assert.That(LoadCurve.OfTrace(["60,5", "30,5"]), Is.Null);

    private static LoadPoint Point(double second, double value, bool ramp) => new(TimeSpan.FromSeconds(second), value, ramp);
}
