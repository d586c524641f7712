using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Vitals;

internal sealed class CpuMeterTests
{
    [Test]
    public void Before_the_first_full_second_it_says_nothing()
    {
        var time = new FakeTimeProvider();
        var meter = new CpuMeter(time);
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(meter.Read(), Is.Null);
    }

    // The clock stands: what was used lies between two readings of the process.
    [Test]
    public void Says_what_was_used_of_the_cores()
    {
        var time = new FakeTimeProvider();
        var before = Environment.CpuUsage.TotalTime;
        var meter = new CpuMeter(time);
        var started = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - started < TimeSpan.FromMilliseconds(30))
        {
            Math.Sqrt(started.Ticks);
        }

        time.Advance(TimeSpan.FromSeconds(2));
        var used = meter.Read();
        var most = (Environment.CpuUsage.TotalTime - before) / TimeSpan.FromSeconds(2) / CpuShare.Cores();
        Assert.That(used, Is.GreaterThanOrEqualTo(0.03 / 2 / CpuShare.Cores()).And.LessThanOrEqualTo(most));
    }

    [Test]
    public void A_process_has_an_age() => Assert.That(ProcessAge.Now(TimeProvider.System), Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromDays(1)));
}
