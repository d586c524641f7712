using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class PaceBucketTests
{
    private static readonly PaceBucket Empty = new(TestClock.Noon, 0);

    [TestCase(0.0, 0)]
    [TestCase(0.5, 5)]
    [TestCase(60.0, 20)]
    public void It_fills_with_time_up_to_two_seconds_worth(double seconds, int urls) =>
        Assert.That(Empty.At(TestClock.Noon + TimeSpan.FromSeconds(seconds), 10).Allows(100), Is.EqualTo(urls));

    [Test]
    public void Without_a_pace_it_allows_what_is_asked_for() => Assert.That(Empty.At(TestClock.Noon, 0).Less(1000).Allows(100), Is.EqualTo(100));

    [Test]
    public void A_pace_that_is_new_begins_empty() => Assert.That(Empty.At(TestClock.Noon, 0).At(TestClock.Noon, 10).Allows(100), Is.Zero);
}
