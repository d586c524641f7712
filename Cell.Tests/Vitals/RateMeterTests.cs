using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Vitals;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RateMeterTests
{
    private readonly FakeTimeProvider time = new();

    [Test]
    public void Nothing_happened_yet() => Assert.That(new RateMeter(time).PerSecond, Is.Zero);

    [Test]
    public void The_second_under_way_is_left_out()
    {
        var meter = new RateMeter(time);
        meter.Add(5);
        Assert.That((meter.PerSecond, meter.Total), Is.EqualTo((0.0, 5L)));
        Advance(1);
        Assert.That(meter.PerSecond, Is.EqualTo(5));
    }

    [Test]
    public void A_young_meter_divides_by_its_age()
    {
        var meter = new RateMeter(time);
        meter.Add(8);
        Advance(4);
        Assert.That(meter.PerSecond, Is.EqualTo(2));
    }

    [Test]
    public void What_is_older_than_ten_seconds_does_not_count()
    {
        var meter = new RateMeter(time);
        meter.Add(100);
        Advance(10);
        Assert.That(meter.PerSecond, Is.EqualTo(10));
        Advance(1);
        Assert.That((meter.PerSecond, meter.Total), Is.EqualTo((0.0, 100L)));
    }

    [Test]
    public void A_steady_rate_is_told_as_it_is_also_after_a_long_pause()
    {
        var meter = new RateMeter(time);
        Advance(1000);
        for (var second = 0; second < 30; second++)
        {
            meter.Add(3);
            Advance(1);
        }

        Assert.That((meter.PerSecond, meter.Total), Is.EqualTo((3.0, 90L)));
    }

    private void Advance(int seconds) => time.Advance(TimeSpan.FromSeconds(seconds));
}
