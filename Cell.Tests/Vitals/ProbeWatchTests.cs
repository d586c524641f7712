using CsCheck;
using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class ProbeWatchTests
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private static readonly ProbeBaseline Baseline = new(100, 10);

    // An hour of a crawl, one a minute, on a box of two cores with a load average of 0.4 to 31, mostly six; the baseline is one that a birth took there.
    private static readonly ProbeBaseline Busy = new(3.43, 0.343);
    private static readonly double[] BusyHour =
    [
        3.52, 3.99, 3.49, 3.49, 3.59, 3.70, 3.53, 3.67, 3.48, 3.54, 3.49, 3.51, 3.42, 3.71, 3.51, 3.55, 3.86, 5.87, 3.48, 3.61,
        3.55, 3.67, 3.53, 3.54, 3.65, 3.54, 3.55, 3.68, 3.58, 3.51, 3.62, 3.48, 3.59, 3.60, 3.48, 3.58, 3.57, 3.55, 3.47, 3.47,
        3.48, 3.58, 3.58, 3.54, 3.60, 3.52, 3.56, 3.56, 3.58, 3.60, 3.48, 3.51, 3.53, 3.53, 3.47, 3.58, 3.53, 3.50, 3.60, 3.46,
    ];

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
    public void A_machine_whose_neighbours_are_noisy_for_an_hour_never_shows_slow()
    {
        var watch = ProbeWatch.Of(Busy);
        foreach (var reading in BusyHour)
        {
            watch = watch.With(reading, TimeSpan.Zero);
            Assert.That(watch.Since, Is.Null);
        }
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
