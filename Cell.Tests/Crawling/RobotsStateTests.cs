using NUnit.Framework;

namespace Cell.Crawling;

/// <summary>RFC 9309, 2.3.1.4 and 2.4.</summary>
internal sealed class RobotsStateTests
{
    private static readonly RobotsRules Some = RobotsRules.Parse("User-agent: *\nDisallow: /private", "x");
    private static readonly TimeSpan Start = TimeSpan.FromDays(100);

    [Test]
    public void What_was_read_holds_for_a_day() =>
        Assert.That(RobotsState.Told(Some, Start), Is.EqualTo(new RobotsState(Some, Start + TimeSpan.FromHours(24), Start, null)));

    [Test]
    public void A_server_that_never_told_allows_nothing() => Assert.That(RobotsState.Failed(null, Start).Rules, Is.SameAs(RobotsRules.DisallowAll));

    [Test]
    public void An_older_copy_holds_on_while_the_server_fails()
    {
        var failing = RobotsState.Failed(RobotsState.Told(Some, Start), Start + TimeSpan.FromDays(2));
        Assert.That(failing.Rules, Is.SameAs(Some));
        Assert.That(failing.Until, Is.EqualTo(Start + TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1)), "it is asked for again soon");
    }

    [TestCase(29, false)]
    [TestCase(30, true)]
    public void After_thirty_days_of_failing_the_file_counts_as_not_there(int days, bool allowed)
    {
        var first = RobotsState.Failed(null, Start);
        var later = RobotsState.Failed(first, Start + TimeSpan.FromDays(days));
        Assert.That(later.Rules.Judge("/x").Allowed, Is.EqualTo(allowed));
    }

    [Test]
    public void The_days_are_counted_anew_after_an_answer()
    {
        var failing = RobotsState.Failed(RobotsState.Told(Some, Start), Start + TimeSpan.FromDays(1));
        var told = RobotsState.Told(Some, Start + TimeSpan.FromDays(20));
        Assert.That(RobotsState.Failed(told, Start + TimeSpan.FromDays(40)).Rules, Is.SameAs(Some));
        Assert.That(failing.FailingSince, Is.EqualTo(Start + TimeSpan.FromDays(1)));
    }
}
