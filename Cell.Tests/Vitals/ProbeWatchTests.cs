using CsCheck;
using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class ProbeWatchTests
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private static readonly ProbeBaseline Baseline = new(100, 10);

    [Test]
    public void A_machine_that_stays_slow_is_found_after_three_readings_and_believed_five_minutes_later()
    {
        var (watch, at) = After(ProbeWatch.Of(Baseline), [100, 100, 100, 100, 100, 150, 150, 150]);
        Assert.That((watch.Since, watch.Ratio, watch.IsSlow(at, Again)), Is.EqualTo(((TimeSpan?)at, (double?)1.5, false)));
        (watch, at) = After(watch, at, [150, 150, 150, 150, 150]);
        Assert.That(watch.IsSlow(at, Again), Is.True);
    }

    [Test]
    public void A_burden_that_passes_is_forgotten()
    {
        var (watch, at) = After(ProbeWatch.Of(Baseline), [100, 100, 150, 150, 150, 150, 100, 100, 100]);
        Assert.That((watch.Since, watch.Cusum), Is.EqualTo(((TimeSpan?)null, Cusum.Zero)));
        Assert.That(watch.IsSlow(at, Again), Is.False);
    }

    [Test]
    public void A_tenth_more_is_never_slow() => Assert.That(After(ProbeWatch.Of(Baseline), [.. Enumerable.Repeat(110.0, 1000)]).Watch.Since, Is.Null);

    [Test]
    public void Two_slow_readings_of_five_never_tell_of_a_slow_machine() =>
        Gen.Double[90, 110].Array[40].Select(Gen.Int[2, 4]).Sample((readings, every) =>
            After(ProbeWatch.Of(Baseline), [.. readings.Select((reading, index) => index % 5 < 2 && every > 2 ? reading * 3 : reading)]).Watch.Since is null);

    [Test]
    public void The_baseline_never_claims_to_know_a_machine_to_less_than_a_tenth() => Assert.That(ProbeBaseline.Of([50, 50, 50]), Is.EqualTo(new ProbeBaseline(50, 5)));

    [TestCase(2, 10)]
    [TestCase(1, 10)]
    [TestCase(0.25, 40)]
    public void What_a_quota_keeps_back_is_told_by_a_block_that_fitted_into_its_turn(double cores, double milliseconds) => Assert.That(Probe.AtShare(10, cores), Is.EqualTo(milliseconds));

    private static (ProbeWatch Watch, TimeSpan At) After(ProbeWatch watch, double[] readings) => After(watch, TimeSpan.Zero, readings);

    private static (ProbeWatch Watch, TimeSpan At) After(ProbeWatch watch, TimeSpan at, double[] readings)
    {
        foreach (var reading in readings)
        {
            at += TimeSpan.FromMinutes(1);
            watch = watch.With(reading, at);
        }

        return (watch, at);
    }
}
