using Cell.Genome;
using Cell.Health;
using Cell.Tissue;
using Cell.Vitals;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class ReactTests
{
    [Test]
    public void Holds_when_all_is_well()
    {
        var hold = Only<Reaction.Hold>(TestSituation.Balanced);
        Assert.That((hold.Cause, hold.Alerts), Is.EqualTo((HoldCause.Balanced, false)));
        Assert.That(hold.Reason, Does.Contain("mean 0.50 of 4, 0 being born, own 0.50"));
    }

    [TestCase(0.61, 20.0, true)]
    [TestCase(0.61, 19.6, false)]
    [TestCase(0.60, 300.0, false, Description = "the band's edge belongs to the band")]
    public void Would_divide_when_strained_for_the_whole_window(double mean, double seconds, bool divides) =>
        Assert.That(React.To(TestSituation.Short(mean, seconds)).OfType<Reaction.Intend>().Any(), Is.EqualTo(divides));

    [Test]
    public void Says_how_many_are_lacking_and_of_what_figures_it_knows()
    {
        var intend = Only<Reaction.Intend>(TestSituation.Short(1, 30));
        Assert.That((intend.Short, intend.Reason), Is.EqualTo((4, "would bear: 4 more crawler cells are needed; mean 1.00 of 4, 0 being born, own 1.00")));
    }

    [Test]
    public void Holds_when_those_that_are_being_born_are_enough() =>
        Assert.That(Only<Reaction.Hold>(TestSituation.Short(1, 30) with { Aggregate = TestSituation.Role(4, 1, pending: 4) }).Cause, Is.EqualTo(HoldCause.Covered));

    [Test]
    public void Holds_when_the_last_births_did_not_help()
    {
        var hold = Only<Reaction.Hold>(TestSituation.Short(1, 30) with { Aggregate = TestSituation.Role(4, 1) with { Inhibited = "4 births brought nothing" } });
        Assert.That((hold.Cause, hold.Alerts), Is.EqualTo((HoldCause.Inhibited, true)));
    }

    [Test]
    public void An_own_shared_sign_forbids_growth_and_is_named()
    {
        var strained = TestSituation.Short(1, 30);
        var hold = Only<Reaction.Hold>(strained with { Own = strained.Own with { Signs = [VitalSign.Of("uplink", "MB/s", SignClass.Shared, 70, 100)] } });
        Assert.That((hold.Cause, hold.Alerts), Is.EqualTo((HoldCause.Shared, true)));
        Assert.That(hold.Reason, Does.Contain("uplink is the bottleneck (load 0.70)"));
    }

    [Test]
    public void A_process_with_several_roles_first_moves_the_crawling_out()
    {
        var strained = TestSituation.Short(0.9, 30);
        var intend = Only<Reaction.Intend>(strained with { Role = Role.Api, Own = strained.Own with { Others = [Role.Crawler, Role.Health] } });
        Assert.That((intend.Role, intend.Wanted), Is.EqualTo((Role.Api, Role.Crawler)));
    }

    [Test]
    public void Sheds_its_excess_to_the_better_of_two_when_only_it_has_too_much()
    {
        var shed = Only<Reaction.Shed>(Hot with { Siblings = [new Neighbour(TestRoster.Id(2), "", 0.5), new Neighbour(TestRoster.Id(3), "", 0.4), new Neighbour(TestRoster.Id(4), "", 0.1)] });
        Assert.That((shed.To.Cell, shed.Share), Is.EqualTo((TestRoster.Id(3), 0.5)));
    }

    [Test]
    public void A_crawler_never_sheds() =>
        Assert.That(React.To(Hot with { Role = Role.Crawler, Siblings = [new Neighbour(TestRoster.Id(2), "", 0)] }), Has.None.InstanceOf<Reaction.Shed>());

    [Test]
    public void Sheds_and_would_divide_together()
    {
        var both = React.To(Hot with { Aggregate = TestSituation.Role(4, 0.7), Windows = new RoleWindows(TestSituation.Since(30), Held.Not, TestSituation.Since(30)), Siblings = [new Neighbour(TestRoster.Id(2), "", 0.5)] });
        Assert.That(both.Select(reaction => reaction.GetType().Name), Is.EqualTo(new[] { "Shed", "Intend" }));
    }

    [TestCase(4.9, false)]
    [TestCase(5.0, true)]
    public void Wants_to_be_replaced_when_its_machine_is_slow_still_after_five_minutes(double minutes, bool replaced) =>
        Assert.That(React.To(TestSituation.Slow(1.5, minutes)).OfType<Reaction.Replace>().Any(), Is.EqualTo(replaced));

    [TestCase(2, false)]
    [TestCase(3, true, Description = "two of three siblings")]
    public void Holds_when_half_of_its_siblings_became_slow_too(int slow, bool holds)
    {
        var situation = TestSituation.Slow(1.5, 6) with { Aggregate = TestSituation.Role(4, 0.5) with { Slow = slow } };
        Assert.That(React.To(situation).OfType<Reaction.Hold>().Any(hold => hold is { Cause: HoldCause.AllSlow, Alerts: true }), Is.EqualTo(holds));
    }

    [TestCase(4.9, false)]
    [TestCase(5.0, true)]
    public void Wants_to_be_replaced_when_its_work_fails_still_after_five_minutes(double minutes, bool replaced)
    {
        var reactions = React.To(TestSituation.Faulty(0.4, minutes));
        Assert.That(reactions.OfType<Reaction.Replace>().Select(replace => replace.Detail), Is.EqualTo(replaced ? ["40 % of its work fails by its own doing"] : Array.Empty<string>()));
    }

    [TestCase(2, false)]
    [TestCase(3, true, Description = "two of three siblings")]
    public void Holds_when_half_of_its_siblings_fail_too(int faulty, bool holds)
    {
        var situation = TestSituation.Faulty(0.9, 6) with { Aggregate = TestSituation.Role(4, 0.5) with { Faulty = faulty } };
        Assert.That(React.To(situation).OfType<Reaction.Hold>().Any(hold => hold is { Cause: HoldCause.AllFaulty, Alerts: true }), Is.EqualTo(holds));
    }

    [Test]
    public void Leaves_when_its_daughter_is_healthy_and_it_fails()
    {
        var faulty = TestSituation.Faulty(0.9, 6);
        Assert.That(Only<Reaction.Leave>(faulty with { Own = faulty.Own with { Replaced = true } }).Reason, Does.Contain("it fails on its machine"));
    }

    [Test]
    public void One_at_a_time_is_replaced() =>
        Assert.That(Only<Reaction.Hold>(TestSituation.Slow(1.5, 6) with { Aggregate = TestSituation.Role(4, 0.5) with { Slow = 1, Replacing = 1 } }).Cause, Is.EqualTo(HoldCause.Watching));

    [Test]
    public void Leaves_when_its_daughter_is_healthy()
    {
        var slow = TestSituation.Slow(1.5, 6);
        Assert.That(Only<Reaction.Leave>(slow with { Own = slow.Own with { Replaced = true } }).Reason, Does.Contain("its machine is slow"));
    }

    [TestCase(0.39, true)]
    [TestCase(0.42, false, Description = "the others would have 0.56")]
    [TestCase(0.5, false)]
    public void Leaves_when_a_health_cell_lets_it_and_the_others_have_room_now(double mean, bool leaves)
    {
        Assert.That(React.To(TestSituation.Idle(mean, 10)).OfType<Reaction.Leave>().Any(), Is.EqualTo(leaves));
        var unasked = TestSituation.Idle(mean, 10);
        Assert.That(React.To(unasked with { Own = unasked.Own with { MayLeave = null } }), Has.None.InstanceOf<Reaction.Leave>());
    }

    [TestCase(2, 1, true)]
    [TestCase(1, 0, false, Description = "the last one")]
    [TestCase(2, 2, false)]
    [Category("Invariant 6")]
    public void Makes_room_for_another_role_however_much_there_is_to_do_but_never_as_one_of_the_least(int cells, int least, bool leaves)
    {
        var busy = TestSituation.Short(2, 60) with { Aggregate = TestSituation.Role(cells, 2), Population = new Population(least, 10) };
        Assert.That(React.To(busy with { Own = busy.Own with { MayLeave = new Departure("an API", true) } }).Single() is Reaction.Leave, Is.EqualTo(leaves));
    }

    [Test]
    public void Who_runs_the_frontier_stays()
    {
        var idle = TestSituation.Idle(0.1, 20);
        Assert.That(Only<Reaction.Hold>(idle with { Own = idle.Own with { Needed = "it runs the frontier" } }).Reason, Does.Contain("it runs the frontier"));
    }

    private static Situation Hot { get; } = TestSituation.Balanced with
    {
        Role = Role.Api,
        Own = TestSituation.Balanced.Own with { Load = 1 },
        Windows = RoleWindows.Unseen with { Mine = TestSituation.Since(20) },
    };

    private static T Only<T>(Situation situation)
    {
        var reactions = React.To(situation);
        Assert.That(reactions, Has.Count.EqualTo(1).And.All.InstanceOf<T>());
        return reactions.OfType<T>().Single();
    }
}
