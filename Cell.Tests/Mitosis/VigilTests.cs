using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What the guard counts over hours, restarts and boots.</summary>
internal sealed class VigilTests
{
    private const double Hour = 3600;
    private static readonly GuardSight Quiet = TestMachine.Quiet;

    [Test]
    public void Silence_is_counted_up_and_an_answer_ends_it()
    {
        var vigil = Over(Vigil.None, 0, 5 * Hour, heard: _ => 0);
        Assert.That(vigil.Silence.TotalHours, Is.EqualTo(5).Within(0.4));
        Assert.That(Over(vigil, 5 * Hour, 5.5 * Hour, heard: _ => 77).Silence, Is.EqualTo(TimeSpan.FromMinutes(20)), "one answer, and silence after it");
        Assert.That(Over(vigil, 5 * Hour, 6 * Hour, heard: at => (long)at).Silence, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(24, false)]
    [TestCase(26, true)]
    public void A_day_of_silence_ends_a_crawler_and_not_less(double hours, bool ends) => Assert.That(IsEnded(Over(Vigil.None, 0, hours * Hour, heard: _ => 0)), Is.EqualTo(ends));

    [Test]
    public void A_boot_does_not_start_the_count_anew()
    {
        var vigil = Vigil.None;
        for (var boot = 0; boot < 30; boot++)
        {
            vigil = Over(vigil, 2, Hour, heard: _ => 0, boot: $"boot-{boot}");
        }

        Assert.That(vigil.Silence.TotalHours, Is.GreaterThan(23));
    }

    // However long it was off, and whatever its clock says now.
    [Test]
    public void After_a_boot_the_daemon_may_speak_before_anything_is_counted()
    {
        var almost = Vigil.None with { BootId = "boot-1", Counted = 9 * Hour, Unheard = 24 * Hour };
        Assert.That(IsEnded(Over(almost, 2, 590, heard: _ => 0, boot: "boot-2")), Is.False);
        Assert.That(Over(almost, 2, 700, heard: _ => 5, boot: "boot-2").Silence, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public void A_clock_that_leaps_is_only_another_mark(long mark)
    {
        var heard = Over(Vigil.None, 0, 2 * Hour, heard: at => (long)at);
        Assert.That(Over(heard, 2 * Hour, (2 * Hour) + 700, heard: _ => mark).Silence, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void A_machine_that_slept_for_a_week_has_one_interval_of_silence()
    {
        var before = Over(Vigil.None, 0, Hour, heard: at => (long)at);
        Assert.That(before.After(Quiet with { Uptime = 7 * 24 * Hour }).Silence, Is.EqualTo(Vigil.Interval));
    }

    // Its runtime folder went with it, and the mark in there.
    [Test]
    public void A_daemon_that_was_started_anew_and_is_silent_is_unheard()
    {
        var heard = Over(Vigil.None, 0, Hour, heard: at => (long)at);
        Assert.That(Over(heard, Hour, 2 * Hour, heard: _ => 0).Silence.TotalMinutes, Is.EqualTo(60).Within(10.1));
    }

    [Test]
    public void It_is_written_down_seldom()
    {
        var writes = 0;
        var vigil = Vigil.None;
        for (double at = 0; at < 24 * Hour; at += 15)
        {
            var next = vigil.After(Quiet with { Uptime = at, Heard = (long)at / 60 });
            writes += next == vigil ? 0 : 1;
            vigil = next;
        }

        Assert.That(writes, Is.LessThanOrEqualTo((24 * 6) + 1));
    }

    [Test]
    public void A_unit_that_falls_down_again_and_again_is_down_all_the_time()
    {
        var vigil = Vigil.None.After(Quiet with { Uptime = 100, IsUp = false });
        vigil = vigil.After(Quiet with { Uptime = 500, IsUp = false });
        Assert.That(vigil.IllFor(Quiet with { Uptime = 1000 }), Is.EqualTo(TimeSpan.FromSeconds(900)));
        vigil = vigil.After(Quiet with { Uptime = 1000 });
        Assert.That(vigil.IllFor(Quiet with { Uptime = 1001 }), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void How_long_a_unit_was_down_before_a_boot_counts_nothing()
    {
        var vigil = Vigil.None.After(Quiet with { Uptime = 100, IsUp = false });
        var booted = Quiet with { BootId = "boot-2", Uptime = 5000, IsUp = false };
        Assert.That(vigil.IllFor(booted), Is.EqualTo(TimeSpan.Zero));
        Assert.That(vigil.After(booted).IllFor(booted with { Uptime = 5010 }), Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [TestCase(null, 3600, false)]
    [TestCase(null, 3601, true)]
    [TestCase("a way", 300, false)]
    [TestCase("a way", 301, true)]
    public void The_look_from_inside_is_due_each_hour_and_sooner_after_a_find(string? way, double later, bool due) =>
        Assert.That(Vigil.None.LookedAt(Quiet, way).IsLookDue(Quiet with { Uptime = Quiet.Uptime + later }), Is.EqualTo(due));

    [Test]
    public void The_look_from_inside_is_due_after_a_boot()
    {
        var looked = Vigil.None.LookedAt(Quiet, null);
        var booted = Quiet with { BootId = "boot-2", Uptime = 3 };
        Assert.That(looked.IsLookDue(booted), Is.True);
        Assert.That(looked.After(booted).IsLookDue(booted with { Uptime = 4 }), Is.True, "also when something else was counted first");
        Assert.That(looked.LookedAt(booted, null).IsLookDue(booted with { Uptime = 4 }), Is.False);
    }

    [Test]
    public void Finds_are_counted_until_there_is_none()
    {
        var twice = Vigil.None.LookedAt(Quiet, "one").LookedAt(Quiet, "other");
        Assert.That((twice.Ways, twice.Way), Is.EqualTo((2, "other")));
        Assert.That(twice.LookedAt(Quiet, null).Ways, Is.Zero);
    }

    private static bool IsEnded(Vigil vigil) =>
        GuardDecision.Next(TestMachine.At(MachineStep.Occupied) with { Vigil = vigil }, Quiet with { BootId = vigil.BootId, Uptime = vigil.Counted + 1 }).Action == GuardAction.Blank;

    private static Vigil Over(Vigil vigil, double from, double to, Func<double, long> heard, string boot = TestMachine.Boot)
    {
        for (var at = from; at <= to; at += 15)
        {
            vigil = vigil.After(Quiet with { BootId = boot, Uptime = at, Heard = heard(at) });
        }

        return vigil;
    }
}
