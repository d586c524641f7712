using System.Collections.Immutable;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class NoticesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Condition Taint = new("taint stem1", "stem1 is tainted.", TimeSpan.Zero);
    private static readonly Condition Minimum = new("minimum crawler", "No crawler lives.", TimeSpan.FromSeconds(30));

    private ImmutableDictionary<string, Notice> notices = ImmutableDictionary<string, Notice>.Empty;

    [SetUp]
    public void Begin() => notices = ImmutableDictionary<string, Notice>.Empty;

    [Test]
    public void A_condition_is_told_once()
    {
        Assert.That(At(0, Taint), Is.EqualTo(new[] { (TellingKind.Begun, "taint stem1", 1) }));
        Assert.That(At(1, Taint), Is.Empty);
        Assert.That(At(3599, Taint), Is.Empty);
    }

    [Test]
    public void It_is_told_again_after_an_hour_then_two_then_four()
    {
        var told = new List<int>();
        for (var minute = 0; minute <= 8 * 60; minute++)
        {
            told.AddRange(At(minute * 60, Taint).Select(_ => minute));
        }

        Assert.That(told, Is.EqualTo(new[] { 0, 60, 180, 420 }));
    }

    [Test]
    public void Pauses_grow_to_a_day_and_no_longer() =>
        Assert.That(new[] { 1, 2, 5, 6, 50 }.Select(times => Notices.Pause(Hour, times).TotalHours), Is.EqualTo(new[] { 1.0, 2, 16, 24, 24 }));

    [Test]
    public void Its_end_is_told_once_after_it_stayed_away()
    {
        At(0, Taint);
        Assert.That(At(10), Is.Empty);
        Assert.That(At(39), Is.Empty);
        Assert.That(At(40), Is.EqualTo(new[] { (TellingKind.Ended, "taint stem1", 2) }));
        Assert.That(At(41), Is.Empty);
        Assert.That(notices, Is.Empty);
    }

    [Test]
    public void What_comes_and_goes_is_one_story()
    {
        At(0, Taint);
        for (var second = 1; second < 600; second++)
        {
            Assert.That(second % 20 < 10 ? At(second) : At(second, Taint), Is.Empty);
        }
    }

    [Test]
    public void Within_its_grace_nothing_is_told_neither_its_begin_nor_its_end()
    {
        Assert.That(At(0, Minimum), Is.Empty);
        Assert.That(At(29, Minimum), Is.Empty);
        Assert.That(At(30), Is.Empty);
        Assert.That(notices, Is.Empty);
    }

    [Test]
    public void After_its_grace_it_is_told()
    {
        At(0, Minimum);
        Assert.That(At(30, Minimum), Is.EqualTo(new[] { (TellingKind.Begun, "minimum crawler", 1) }));
    }

    [Test]
    public void A_slow_condition_is_not_told_more_often_than_it_asks()
    {
        var slow = Taint with { LeastPause = TimeSpan.FromDays(3) };
        At(0, slow);
        Assert.That(At(2 * 86400, slow), Is.Empty);
        Assert.That(At(3 * 86400, slow), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_newest_text_is_told()
    {
        At(0, Taint);
        var (_, tellings) = Notices.Next(notices, [Taint with { Text = "stem1 is still tainted." }], Hour, TestClock.Noon + Hour);
        Assert.That(tellings.Select(telling => telling.Text), Is.EqualTo(new[] { "stem1 is still tainted." }));
    }

    private IReadOnlyList<(TellingKind, string, int)> At(int second, params Condition[] conditions)
    {
        (notices, var tellings) = Notices.Next(notices, conditions, Hour, TestClock.Noon + TimeSpan.FromSeconds(second));
        return [.. tellings.Select(telling => (telling.Kind, telling.Condition, telling.Times))];
    }
}
