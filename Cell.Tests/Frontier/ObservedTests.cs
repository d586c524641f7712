using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

internal sealed class ObservedTests
{
    private static readonly TimeSpan First = TimeSpan.FromDays(1);
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    [Test]
    public void The_first_revisit_comes_after_the_usual_time() => Assert.That(Observed.Begin(TestClock.Noon).Next(First, Least, Most), Is.EqualTo(First));

    // Visits a day apart, so many of them without a change: days until the next, by -1 / ln((unchanged + 0.5) / (visits + 0.5)).
    [TestCase(10, 5, 1.545)]
    [TestCase(10, 9, 10.0)]
    [TestCase(4, 0, 0.4551)]
    [TestCase(1, 0, 0.9102)]
    public void The_next_revisit_comes_when_one_change_is_expected(int visits, int unchanged, double days) =>
        Assert.That(Seen(visits, unchanged).Next(First, Least, Most).TotalDays, Is.EqualTo(days).Within(0.01));

    [Test]
    public void A_page_never_seen_changing_is_left_twice_as_long() => Assert.That(Seen(3, 3).Next(First, Least, Most).TotalDays, Is.EqualTo(2).Within(0.01));

    [Test]
    public void It_stays_within_its_bounds() => Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Sample((visits, unchanged) =>
        Seen(visits, Math.Min(visits, unchanged)).Next(First, Least, Most) is var next && next >= Least && next <= Most);

    [Test]
    public void A_page_that_changes_more_often_is_visited_sooner() => Gen.Select(Gen.Int[2, 100], Gen.Int[0, 98]).Sample((visits, unchanged) =>
        unchanged >= visits - 1 || Seen(visits, unchanged).Next(First, Least, Most) <= Seen(visits, unchanged + 1).Next(First, Least, Most));

    private static Observed Seen(int visits, int unchanged) => new(TestClock.Noon, TestClock.Noon + TimeSpan.FromDays(visits), visits, unchanged);
}
