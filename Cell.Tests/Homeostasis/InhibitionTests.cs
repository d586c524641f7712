using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class InhibitionTests
{
    private static readonly TimeSpan Relief = TimeSpan.FromSeconds(30);
    private static readonly Aggregate Before = new(10, 20, 0, 100);

    [TestCase(151, true, Description = "ten more were to bring 100 more: half of it is enough")]
    [TestCase(149, false)]
    public void Births_helped_if_the_throughput_rose_by_half_of_their_share(double rate, bool helped) =>
        Assert.That(After(new Aggregate(20, 20, 0, rate), 31).Until is null, Is.EqualTo(helped));

    [Test]
    public void Births_helped_if_the_load_is_back_in_the_band() => Assert.That(After(new Aggregate(20, 12, 0, 100), 31), Is.EqualTo(Inhibition.None));

    [Test]
    public void More_than_was_left_undone_cannot_be_done()
    {
        var offered = Inhibition.None.Offered(new Aggregate(40, 50, 0, 400), At(0));
        Assert.That(Seen(offered, new Aggregate(80, 50.1, 0, 455), 5).Open, Is.Null, "load 1.25: a quarter more is all there is, and half of that came");
    }

    [Test]
    public void Where_nothing_was_left_undone_the_load_must_fall()
    {
        var offered = Inhibition.None.Offered(new Aggregate(2, 1.8, 0, 10), At(0));
        Assert.That(Seen(Seen(offered, new Aggregate(3, 2.6, 0, 10), 5), new Aggregate(3, 2.6, 0, 10), 36).Until, Is.Not.Null);
        Assert.That(Seen(offered, new Aggregate(3, 1.9, 0, 10), 5).Open, Is.Null);
    }

    [Test]
    public void Nobody_is_judged_before_the_relief_window_is_over() => Assert.That(After(new Aggregate(20, 20, 0, 100), 29).Until, Is.Null);

    [Test]
    public void Births_that_did_not_help_inhibit_growth_twice_as_long_each_time()
    {
        var none = Inhibition.None;
        foreach (var (start, pause) in new[] { (0, 30), (100, 60), (300, 120) })
        {
            none = Seen(Seen(none.Offered(Before, At(start)), new Aggregate(20, 20, 0, 100), start + 1), new Aggregate(20, 20, 0, 100), start + 31);
            Assert.That(none.Until, Is.EqualTo(At(start + 31 + pause)));
            Assert.That(none.Forbids(Before, Terms.Usual, At(start + 31 + pause - 1)), Does.Contain($"no growth for {pause} s"));
            Assert.That(none.Forbids(Before, Terms.Usual, At(start + 31 + pause)), Is.Null);
        }
    }

    [Test]
    public void While_the_load_is_far_too_high_and_the_throughput_rises_the_next_follow_at_once()
    {
        var wave = Seen(Inhibition.None.Offered(Before, At(0)), new Aggregate(12, 20, 8, 101), 2);
        Assert.That(wave.Forbids(new Aggregate(12, 20, 8, 106), Terms.Usual, At(3)), Is.Null);
        Assert.That(wave.Forbids(new Aggregate(12, 20, 8, 104), Terms.Usual, At(3)), Is.Not.Null);
    }

    [Test]
    public void After_a_failure_a_tenth_is_tried() => Assert.That((Inhibition.None.Most(Before), (Inhibition.None with { Failures = 1 }).Most(Before with { Cells = 40 })), Is.EqualTo((int.MaxValue, 4)));

    [Test]
    public void Births_that_never_came_are_forgotten()
    {
        var offered = Inhibition.None.Offered(Before, At(0));
        Assert.That(Seen(offered, Before with { Pending = 1 }, 301).Open, Is.Not.Null);
        Assert.That(Seen(offered, Before, 301), Is.EqualTo(Inhibition.None));
    }

    private static Inhibition After(Aggregate after, double seconds) => Seen(Seen(Inhibition.None.Offered(Before, At(0)), after, 0), after, seconds);

    private static Inhibition Seen(Inhibition inhibition, Aggregate role, double seconds) => inhibition.Seen(Role.Api, role, Terms.Usual, Relief, At(300), At(seconds));

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
