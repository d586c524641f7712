using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class BackOffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromHours(6);

    [TestCase(0, 10)]
    [TestCase(1, 30)]
    [TestCase(2, 90)]
    [TestCase(3, 270)]
    public void Is_three_times_as_long_after_each_failure_with_up_to_a_fifth_more(int failures, double seconds) =>
        Assert.That(BackOff.After(failures, First, Most).TotalSeconds, Is.InRange(seconds, seconds * 1.2));

    [Test]
    public void Is_never_longer_than_the_most_and_a_fifth() => Gen.Int[0, int.MaxValue].Sample(failures => BackOff.After(failures, First, Most) <= Most * 1.2);

    [Test]
    public void Has_jitter() => Assert.That(Enumerable.Range(0, 20).Select(_ => BackOff.After(0, First, Most)).Distinct().Count(), Is.GreaterThan(1));
}
