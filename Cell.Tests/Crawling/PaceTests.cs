using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Crawling;

internal sealed class PaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void The_first_request_does_not_wait() => Assert.That(new Pace(Second, new FakeTimeProvider()).WaitAsync(() => false, CancellationToken.None).IsCompletedSuccessfully, Is.True);

    [TestCase(1, null, null, 1)]
    [TestCase(1, 3, null, 3)]
    [TestCase(3, 1, null, 3)]
    [TestCase(0, 2, null, 2)]
    [TestCase(1, null, 5, 5)]
    [TestCase(2, null, 1, 2)]
    public void The_longest_of_our_delay_theirs_and_the_pause_asked_for_is_kept(int ours, int? theirs, int? pause, int seconds)
    {
        var time = new FakeTimeProvider();
        var pace = new Pace(TimeSpan.FromSeconds(ours), time);
        pace.Obey(theirs * Second);
        pace.Asked(null, pause * Second);
        time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.That(pace.WaitAsync(() => true, CancellationToken.None).IsCompletedSuccessfully, Is.True, "it is over");
        var waiting = pace.WaitAsync(() => false, CancellationToken.None);
        Assert.That(waiting.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(pace.WaitAsync(() => false, CancellationToken.None).IsCompletedSuccessfully, Is.True);
        Assert.That(async () => await waiting.WaitAsync(TimeSpan.FromSeconds(5)), Is.True);
    }

    // robots.txt itself is a request, and says only then what is to be left after it.
    [Test]
    public void What_is_learnt_after_a_request_counts_from_its_end()
    {
        var time = new FakeTimeProvider();
        var pace = new Pace(Second, time);
        pace.Asked(null, null);
        pace.Obey(10 * Second);
        time.Advance(9 * Second);
        Assert.That(pace.WaitAsync(() => false, CancellationToken.None).IsCompleted, Is.False);
        time.Advance(Second);
        Assert.That(pace.WaitAsync(() => false, CancellationToken.None).IsCompletedSuccessfully, Is.True);
    }

    [TestCase(0, null, true)]
    [TestCase(0, 0, true)]
    [TestCase(1, null, false)]
    [TestCase(0, 1, false)]
    public void Requests_may_overlap_without_delay(int ours, int? theirs, bool free)
    {
        var pace = new Pace(TimeSpan.FromSeconds(ours), TimeProvider.System);
        pace.Obey(theirs * Second);
        Assert.That(pace.IsFree, Is.EqualTo(free));
    }

    [Test]
    public async Task The_wait_ends_when_the_lease_does()
    {
        var time = new FakeTimeProvider();
        var pace = new Pace(TimeSpan.FromHours(1), time);
        pace.Asked(null, null);
        var over = false;
        var waiting = pace.WaitAsync(() => over, CancellationToken.None);
        over = true;
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(5)), Is.False);
    }

    [TestCase(1, 0.2, 1)]
    [TestCase(1, 3, 6)]
    [TestCase(1, 60, 30)]
    [TestCase(40, 60, 40)]
    [TestCase(0, 60, 0)]
    public void A_host_that_answers_slowly_is_left_alone_longer(int ours, double answer, int seconds)
    {
        var pace = new Pace(TimeSpan.FromSeconds(ours), new FakeTimeProvider());
        pace.Asked(TimeSpan.FromSeconds(answer), null);
        Assert.That(pace.Delay, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public void One_slow_answer_among_quick_ones_weighs_a_quarter()
    {
        var pace = new Pace(Second, new FakeTimeProvider());
        pace.Asked(TimeSpan.FromSeconds(1), null);
        pace.Asked(TimeSpan.FromSeconds(5), null);
        Assert.That(pace.Answer, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void What_is_left_of_a_pause_is_told()
    {
        var time = new FakeTimeProvider();
        var pace = new Pace(Second, time);
        pace.Asked(Second, TimeSpan.FromMinutes(2));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(pace.Pause, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }
}
