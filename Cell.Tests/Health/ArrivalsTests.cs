using NUnit.Framework;

namespace Cell.Health;

internal sealed class ArrivalsTests
{
    [Test]
    public void Even_heartbeats_make_two_seconds_of_silence_a_suspicion()
    {
        var even = After(Enumerable.Repeat(1.0, 100));
        Assert.That(even.Phi(TimeSpan.FromSeconds(1)), Is.LessThan(0.5));
        Assert.That(even.Phi(TimeSpan.FromSeconds(1.9)), Is.GreaterThan(HealthTimes.SuspectPhi));
        Assert.That(even.Phi(TimeSpan.FromSeconds(2.2)), Is.GreaterThan(HealthTimes.DeadPhi));
    }

    [Test]
    public void Uneven_ones_make_it_patient()
    {
        var uneven = After(Enumerable.Range(0, 200).Select(at => at % 4 == 0 ? 3.0 : 1.0));
        Assert.That(uneven.Phi(TimeSpan.FromSeconds(3.5)), Is.LessThan(HealthTimes.SuspectPhi));
        Assert.That(uneven.Phi(TimeSpan.FromSeconds(9)), Is.GreaterThan(HealthTimes.DeadPhi));
    }

    [Test]
    public void The_suspicion_grows_with_the_silence([Values(0.2, 1, 5, 30, 3600)] double seconds) =>
        Assert.That(Arrivals.Unknown.Phi(TimeSpan.FromSeconds(seconds * 1.2)), Is.GreaterThanOrEqualTo(Arrivals.Unknown.Phi(TimeSpan.FromSeconds(seconds))).And.Not.NaN);

    [Test]
    public void One_long_absence_does_not_blind_it()
    {
        var back = After([.. Enumerable.Repeat(1.0, 50), 3600, .. Enumerable.Repeat(1.0, 40)]);
        Assert.That(back.Phi(TimeSpan.FromSeconds(8)), Is.GreaterThan(HealthTimes.DeadPhi));
    }

    private static Arrivals After(IEnumerable<double> gaps) => gaps.Aggregate(Arrivals.Unknown, (arrivals, gap) => arrivals.With(TimeSpan.FromSeconds(gap)));
}
