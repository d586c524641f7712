using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class BalancingTests
{
    private static readonly Population Many = new(1, 1000);

    [Test]
    public void Offers_births_to_fit_mothers_up_to_the_deficit_after_the_confirm_window()
    {
        var state = Watched(TestSituation.Role(4, 0.8), 14);
        Assert.That(Step(state, TestSituation.Role(4, 0.8), 14).Offered, Is.Empty);
        var step = Step(Watched(TestSituation.Role(4, 0.8), 15), TestSituation.Role(4, 0.8), 15);
        Assert.That(step.Offered.Select(one => one.Mother), Is.EqualTo(new[] { TestRoster.Id(1), TestRoster.Id(2), TestRoster.Id(3) }));
        Assert.That(step.Reason, Is.EqualTo("a load of 3.20 asks for 7: 4 live, 0 are being born, 7 are allowed, 100 more are possible"));
    }

    [Test]
    public void An_offer_that_nobody_used_passes_on_after_thirty_seconds()
    {
        var role = TestSituation.Role(4, 0.7);
        var first = Step(Watched(role, 20), role, 20);
        Assert.That(first.Offered, Has.Count.EqualTo(2));
        Assert.That(Step(first.Next, role, 40).Offered, Is.Empty);
        Assert.That(Step(first.Next, role, 51).Offered, Has.Count.EqualTo(2));
    }

    [Test]
    public void Offers_none_while_a_shared_sign_is_strained()
    {
        var role = TestSituation.Role(4, 2) with { Shared = new SharedLoad("frontier", 0.61) };
        var step = Step(Watched(role, 20), role, 20);
        Assert.That((step.Offered.Count, step.Reason), Is.EqualTo((0, "frontier is the bottleneck (load 0.61): nobody is born")));
    }

    [Test]
    [Category("Invariant 5")]
    public void Never_offers_more_births_than_there_is_room_for() =>
        Gen.Select(TestSituation.AnyAggregate, Gen.Int[0, 30], Gen.Int[0, 60]).Sample((role, room, max) =>
            Step(Watched(role, 20), role, 20, room, new Population(0, max)).Offered.Count is var count
            && (count == 0 || (count <= room && role.Cells + role.Pending + count <= Math.Min(max, role.Useful ?? int.MaxValue))));

    [TestCase(0.46, 20, Description = "a spare one is noticed below 0.46")]
    [TestCase(0.2, 12)]
    public void Lets_all_leave_at_once_whom_the_long_window_did_not_need(double mean, int stay)
    {
        var role = TestSituation.Role(mean > 0.4 ? 22 : 30, mean - 0.006);
        Assert.That(Step(Watched(role, 595), role, 595).Leaving, Is.Empty);
        var first = Step(Watched(role, 600), role, 600);
        Assert.That((role.Cells - first.Leaving.Count, first.Reason), Is.EqualTo((stay, $"the mean was below 0.46 for 10 min, and is at most 0.50 without {role.Cells - stay} of {role.Cells}")));
        Assert.That(Step(first.Next, role, 629).Leaving, Is.Empty, "a relief window lies between");
    }

    [Test]
    public void Who_grew_within_the_hour_is_brought_back_into_its_band_and_the_rest_waits_for_the_hour()
    {
        var state = Step(Watched(TestSituation.Role(10, 0.5), 60), TestSituation.Role(40, 0.5), 60).Next;
        var step = Step(Watched(TestSituation.Role(40, 0.15), 670, state, 65), TestSituation.Role(40, 0.15), 670);
        Assert.That(step.Leaving, Has.Count.EqualTo(26), "14 have 0.43");
        var role = TestSituation.Role(14, 6.0 / 14);
        Assert.That(Step(Watched(role, 3660, step.Next, 675), role, 3659).Leaving, Is.Empty);
        Assert.That(Step(Watched(role, 3660, step.Next, 675), role, 3660).Leaving, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_more_there_is_too_much_the_sooner_somebody_is_born()
    {
        Assert.That((FirstOffer(0.61), FirstOffer(1.2), FirstOffer(5)), Is.EqualTo((20, 10, 5)));

        static int FirstOffer(double mean) => Enumerable.Range(0, 30).First(second => Step(Watched(TestSituation.Role(4, mean), second), TestSituation.Role(4, mean), second).Offered.Count > 0);
    }

    [Test]
    public void One_busy_sample_of_the_long_window_keeps_them()
    {
        var state = Step(Watched(TestSituation.Role(50, 0.2), 300), TestSituation.Role(50, 0.5), 305).Next;
        Assert.That(Step(Watched(TestSituation.Role(50, 0.2), 895, state, 310), TestSituation.Role(50, 0.2), 900).Leaving, Is.Empty);
    }

    [Test]
    public void A_replacement_is_offered_alone_also_from_the_reserve()
    {
        var role = TestSituation.Role(4, 0.5) with { Slow = 1 };
        var view = View(role, 0, Many) with { Intents = [Fit(2) with { Replaces = true }, Fit(3) with { Replaces = true }], Reserve = 1 };
        Assert.That(Balancing.Step(RoleBalance.Begin, view, Terms.Usual, TimeSpan.Zero).Offered.Select(one => one.Mother), Is.EqualTo(new[] { TestRoster.Id(2) }));
        Assert.That(Balancing.Step(RoleBalance.Begin, view with { Now = role with { Replacing = 1 } }, Terms.Usual, TimeSpan.Zero).Offered, Is.Empty);
        Assert.That(Balancing.Step(RoleBalance.Begin, view with { Now = role with { Slow = 3 } }, Terms.Usual, TimeSpan.Zero).Offered, Is.Empty);
    }

    [Test]
    public void A_role_moves_out_of_a_process_that_asks_for_it_where_growth_has_room()
    {
        var role = TestSituation.Role(4, 0.5);
        var view = View(role, 1, Many) with { Intents = [Fit(2) with { Moves = true }] };
        Assert.That(Balancing.Step(RoleBalance.Begin, view, Terms.Usual, TimeSpan.Zero).Offered, Is.EqualTo(new[] { Fit(2) with { Moves = true } }));
        Assert.That(Balancing.Step(RoleBalance.Begin, view with { Room = 0, Reserve = 1 }, Terms.Usual, TimeSpan.Zero).Offered, Is.Empty);
        Assert.That(Balancing.Step(RoleBalance.Begin, view with { Now = role with { Pending = 1 } }, Terms.Usual, TimeSpan.Zero).Offered, Is.Empty);
    }

    [TestCase(0, 4)]
    [TestCase(1, 0)]
    public void What_growth_has_no_room_for_is_told(int room, int lacking) =>
        Assert.That(Step(Watched(TestSituation.Role(4, 1), 20), TestSituation.Role(4, 1), 20, room, Many).Short, Is.EqualTo(lacking));

    // Readings up to 5 s late, births of 1 to 20 s: as many are born as are lacking, no more.
    [Test]
    public void Births_equal_the_deficit_whatever_the_delays_between_readings() =>
        Gen.Select(Gen.Int[1, 40], Gen.Double[0.61, 5], Gen.Int[0, 5], Gen.Int[1, 20], Gen.Int[1, 1000]).Sample((cells, mean, delay, birth, seed) =>
        {
            var load = cells * mean;
            var wanted = (int)Math.Ceiling((load / 0.5) - 1e-9);
            return Settle(cells, load, delay, birth, new Random(seed)) is var n && n >= Math.Min(wanted, (int)Math.Ceiling((load / 0.6) - 1e-9)) && n <= wanted;
        }, iter: 60);

    private static int Settle(int cells, double load, int delay, int birth, Random chance)
    {
        var state = RoleBalance.Begin;
        var born = new List<int>();
        var told = new List<Aggregate>();
        for (var second = 0; second < 1200; second++)
        {
            cells += born.RemoveAll(at => at <= second);
            told.Add(new Aggregate(cells, load, born.Count, Math.Min(cells, load)));
            var late = told[Math.Max(0, second - chance.Next(delay + 1))];

            // A health cell counts births itself; only the loads come late.
            var now = late with { Cells = cells, Pending = born.Count };
            var view = View(now, 10_000, Many) with { Intents = [.. Enumerable.Range(1, cells - Math.Min(cells, born.Count)).Select(Fit)] };
            var step = Balancing.Step(state, view, Terms.Usual, TimeSpan.FromSeconds(second));
            state = step.Offered.Aggregate(step.Next, (next, one) => next.Used(one.Mother));
            born.AddRange(step.Offered.Select(_ => second + 1 + chance.Next(birth)));
        }

        return cells;
    }

    private static RoleBalance Watched(Aggregate role, int seconds) => Watched(role, seconds, RoleBalance.Begin, 0);

    private static RoleBalance Watched(Aggregate role, int seconds, RoleBalance state, int from)
    {
        for (var second = from; second < seconds; second += 5)
        {
            state = Balancing.Step(state, View(role, 0, Many) with { Intents = [] }, Terms.Usual, TimeSpan.FromSeconds(second)).Next;
        }

        return state;
    }

    private static BalanceStep Step(RoleBalance state, Aggregate role, double seconds) => Step(state, role, seconds, 100, Many);

    private static BalanceStep Step(RoleBalance state, Aggregate role, double seconds, int room, Population population) => Balancing.Step(state, View(role, room, population), Terms.Usual, TimeSpan.FromSeconds(seconds));

    private static RoleView View(Aggregate role, int room, Population population) => new(
        Role.Crawler, role, population, [.. Enumerable.Range(1, role.Cells).Select(Fit)], room, TimeSpan.FromSeconds(1),
        () => [.. Enumerable.Range(1, role.Cells).Select(number => new Candidate(TestRoster.Id(number), 1, 0, TestClock.Noon, ""))]);

    private static Intent Fit(int number) => new(TestRoster.Id(number), Role.Crawler, 1, 10, TimeSpan.Zero, "");
}
