using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Vitals;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FaultMeterTests
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private readonly FakeTimeProvider time = new();

    [Test]
    public void Of_too_little_work_nothing_is_said()
    {
        var meter = Worked(did: 0, failed: 4);
        Assert.That((meter.Share, meter.Sign().WhyNot), Is.EqualTo(((double?)null, "It did too little in the last minute to tell.")));
    }

    [Test]
    public void Says_the_share_that_failed_as_an_own_sign()
    {
        var sign = Worked(did: 6, failed: 2).Sign();
        Assert.That((sign.Raw, sign.Load, sign.Class), Is.EqualTo((0.25, 0.5, SignClass.Own)));
    }

    [Test]
    public void What_is_minutes_old_is_forgotten()
    {
        var meter = Worked(did: 0, failed: 100);
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.That(meter.Share, Is.Null);
        for (var work = 0; work < 100; work++)
        {
            meter.Did();
        }

        Assert.That(meter.Share, Is.LessThan(0.02));
    }

    [Test]
    public void Is_faulty_when_it_still_is_after_five_minutes_without_a_break()
    {
        var watch = FaultWatch.None.With(0.4, TimeSpan.Zero).With(0.5, Again);
        Assert.That((watch.IsFaulty(Again, Again), watch.IsFaulty(Again - TimeSpan.FromSeconds(1), Again)), Is.EqualTo((true, false)));
        Assert.That(watch.With(0.3, Again).With(0.5, Again).IsFaulty(Again, Again), Is.False, "it was less meanwhile");
        Assert.That(watch.With(null, Again).Since, Is.Null, "what is not known is no fault");
    }

    private FaultMeter Worked(int did, int failed)
    {
        var meter = new FaultMeter(time);
        for (var work = 0; work < did; work++)
        {
            meter.Did();
        }

        for (var work = 0; work < failed; work++)
        {
            meter.Failed();
        }

        return meter;
    }
}
