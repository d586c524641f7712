using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Frontier;

/// <summary>Who leases when the frontier moves along frontier.hosts.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SuccessionTests
{
    private static readonly FrontierSeat Held = new(true, true, false);
    private static readonly FrontierSeat NotHeld = new(false, true, false);
    private readonly TestFrontier frontier = new();

    [TearDown]
    public Task ForgetAsync() => frontier.DisposeAsync().AsTask();

    [Test]
    public async Task Who_does_not_run_it_leases_nothing()
    {
        await frontier.SeedAsync("http://a.test/");
        frontier.Seat = NotHeld;
        Assert.That((await frontier.AskAsync(1)).RetryAfterMs, Is.GreaterThan(0));
    }

    [Test]
    public async Task Who_takes_over_waits_until_all_leases_of_another_must_have_ended()
    {
        frontier.Seat = NotHeld;
        await frontier.SeedAsync("http://a.test/");
        frontier.Seat = Held;
        Assert.That(await frontier.LeaseAsync(1), Is.Null);
        Assert.That(await frontier.Queue.IsWholeAsync(CancellationToken.None), Is.False, "what was crawled meanwhile is to be learnt");
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        frontier.Clock.Advance(TimeSpan.FromSeconds(71.9));
        Assert.That(await frontier.LeaseAsync(1), Is.Null);
        frontier.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
    }

    [Test]
    public async Task Before_the_pages_are_known_nothing_is_leased()
    {
        frontier.Seat = NotHeld;
        await frontier.SeedAsync("http://a.test/");
        frontier.Seat = Held;
        await frontier.LeaseAsync(1);
        frontier.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await frontier.LeaseAsync(1), Is.Null);
    }

    [Test]
    public async Task A_new_organism_need_not_wait()
    {
        frontier.Seat = Held with { IsAlone = true };
        await frontier.LeaseAsync(1);
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        await frontier.SeedAsync("http://a.test/");
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
    }

    [Test]
    public async Task Who_begins_anew_where_another_was_waits_until_all_its_leases_must_have_ended()
    {
        await using var anew = new TestFrontier(frontier.Clock) { MayHaveHadAnother = true };
        Assert.That(await anew.LeaseAsync(1), Is.Null);
        await anew.Queue.SetWholeAsync(CancellationToken.None);
        await anew.SeedAsync("http://a.test/");
        await anew.RestartAsync();
        anew.Clock.Advance(TimeSpan.FromSeconds(71.9));
        Assert.That(await anew.LeaseAsync(1), Is.Null, "a restart begins the wait again");
        anew.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(await anew.LeaseAsync(1), Is.Not.Null);
        await anew.RestartAsync();
        Assert.That(await anew.LeaseAsync(2), Is.Null, "its host is leased");
        anew.Clock.Advance(TimeSpan.FromSeconds(63));
        Assert.That(await anew.LeaseAsync(2), Is.Null, "its lease has just ended");
        anew.Clock.Advance(TestFrontier.Delay);
        Assert.That(await anew.LeaseAsync(2), Is.Not.Null, "it has a past now");
    }

    [TestCase(45, true)]
    [TestCase(90, false)]
    public async Task Who_comes_back_soon_goes_on_at_once(int secondsAway, bool goesOn)
    {
        frontier.Seat = Held with { IsAlone = true };
        await frontier.Queue.MeasureAsync(CancellationToken.None);
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        await frontier.SeedAsync("http://a.test/");
        await frontier.Queue.MeasureAsync(CancellationToken.None);
        frontier.Seat = NotHeld;
        await frontier.RestartAsync();
        frontier.Clock.Advance(TimeSpan.FromSeconds(secondsAway));
        frontier.Seat = Held;
        Assert.That(await frontier.LeaseAsync(1) is not null, Is.EqualTo(goesOn));
    }

    // Two APIs of one machine, and frontier.hosts names only that one: when the first has died nobody else is known.
    [Test]
    public async Task Who_knew_another_one_waits_also_when_it_is_alone_now()
    {
        await using var second = new TestFrontier(frontier.Clock) { Seat = NotHeld };
        await second.Queue.MeasureAsync(CancellationToken.None);
        await second.SeedAsync("http://a.test/");
        second.Seat = FrontierSeat.Only;
        Assert.That(await second.LeaseAsync(1), Is.Null);
        await second.Queue.SetWholeAsync(CancellationToken.None);
        frontier.Clock.Advance(TimeSpan.FromSeconds(72));
        Assert.That(await second.LeaseAsync(1), Is.Not.Null);
    }

    [Test]
    public async Task Who_led_before_another_did_waits_also_when_it_was_started_again_and_is_alone_now()
    {
        await frontier.SeedAsync("http://a.test/");
        Assert.That(await frontier.LeaseAsync(1), Is.Not.Null);
        frontier.Seat = NotHeld;
        await frontier.Queue.MeasureAsync(CancellationToken.None);
        frontier.Clock.Advance(TimeSpan.FromHours(1));
        frontier.Seat = FrontierSeat.Only;
        await frontier.RestartAsync();
        Assert.That(await frontier.LeaseAsync(2), Is.Null);
        await frontier.Queue.SetWholeAsync(CancellationToken.None);
        frontier.Clock.Advance(TimeSpan.FromSeconds(72));
        Assert.That(await frontier.LeaseAsync(2), Is.Not.Null);
        await frontier.RestartAsync();
        frontier.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await frontier.LeaseAsync(2), Is.Null, "its lease has just ended");
        frontier.Clock.Advance(TestFrontier.Delay);
        Assert.That(await frontier.LeaseAsync(2), Is.Not.Null, "nobody led since");
    }

    // A first machine that is cut off again and again, a second that takes over: by the roster as both see it, with its delays.
    [Test]
    public async Task Two_never_lease_a_host_at_once() => await Gen.Select(Gen.Int[4, 9], Gen.Int[0, 2], Gen.Int[1, 200].Array[6]).SampleAsync(
        async (deadAfter, toldAfter, spans) =>
        {
            var clock = new TestClock();
            await using var first = new TestFrontier(clock) { Seat = Held with { IsAlone = true } };
            await using var second = new TestFrontier(clock) { Seat = NotHeld };
            var ends = DateTimeOffset.MinValue;
            var holder = 0;
            var leases = new HashSet<int>();
            foreach (var frontier in new[] { first, second })
            {
                await frontier.Queue.SetWholeAsync(CancellationToken.None);
                await frontier.SeedAsync([.. Enumerable.Range(0, 50).Select(at => $"http://a.test/{at}")]);
            }

            var (cut, silence, back) = (false, 0, 1000);
            var turn = 0;
            for (var (second1, left) = (0, spans[0]); turn < spans.Length; second1++, left--)
            {
                if (left == 0)
                {
                    cut = !cut;
                    turn++;
                    left = turn < spans.Length ? spans[turn] : 1;
                }

                (silence, back) = cut ? (silence + 1, 0) : (0, back + 1);

                // Cut off it holds itself for the holder until its roster is old; the other one hears of its death, and of its return, a little later.
                first.Seat = Held with { IsHeld = cut ? silence <= 10 : true };
                second.Seat = Held with { IsHeld = cut ? silence > deadAfter + toldAfter : back <= toldAfter && second.Seat.IsHeld };
                foreach (var (frontier, number) in new[] { (first, 1), (second, 2) })
                {
                    await frontier.Queue.MeasureAsync(CancellationToken.None);
                    await frontier.Queue.SetWholeAsync(CancellationToken.None);
                    if (await frontier.LeaseAsync(number) is not null)
                    {
                        if (number != holder && clock.GetUtcNow() < ends)
                        {
                            return false;
                        }

                        (holder, ends) = (number, clock.GetUtcNow() + TimeSpan.FromSeconds(60));
                        leases.Add(number);
                    }
                }

                clock.Advance(TimeSpan.FromSeconds(1));
            }

            return leases.Contains(1);
        },
        iter: 3);

    [Test]
    public async Task What_is_ordered_at_one_holds_at_the_other()
    {
        await using var other = new TestFrontier(frontier.Clock);
        await frontier.SeedAsync("http://a.test/docs/", "http://b.test/");
        Assert.That(await CopyAsync(frontier, other, ""), Is.EqualTo(4), "two scopes and two seeds");
        Assert.That(other.Queue.Figures.Waiting, Is.EqualTo(2));
        Assert.That(await other.LinksAsync(0, "http://a.test/docs/x", "http://a.test/elsewhere"), Is.EqualTo(1));

        frontier.Clock.Advance(TimeSpan.FromSeconds(1));
        await frontier.OrderAsync(ScopeAction.Pause, "http://a.test/docs/");
        await frontier.OrderAsync(ScopeAction.Remove, "http://b.test/");
        await CopyAsync(frontier, other, "");
        await other.RestartAsync();
        Assert.That(await CopyAsync(frontier, other, ""), Is.Zero, "it has all");
        Assert.That(other.Queue.Figures.Known, Is.EqualTo(2), "b.test is forgotten there too");
        Assert.That(await other.LeaseAsync(1), Is.Null, "what is left is paused");

        // Given back: the later order counts, whoever tells it first.
        frontier.Clock.Advance(TimeSpan.FromSeconds(1));
        await other.OrderAsync(ScopeAction.Resume, "http://a.test/docs/");
        await CopyAsync(frontier, other, "");
        await CopyAsync(other, frontier, "");
        Assert.That((await frontier.LeaseAsync(1))?.Host, Is.EqualTo("a.test"));
        Assert.That((await other.LeaseAsync(1))?.Host, Is.EqualTo("a.test"));
    }

    [Test]
    public async Task A_seed_that_was_given_again_after_its_scope_was_removed_comes_again()
    {
        await using var other = new TestFrontier(frontier.Clock);
        await frontier.SeedAsync("http://a.test/");
        await CopyAsync(frontier, other, "");
        await other.OrderAsync(ScopeAction.Remove, "http://a.test/");
        await CopyAsync(other, frontier, "");
        Assert.That(frontier.Queue.Figures.Known, Is.Zero);
        frontier.Clock.Advance(TimeSpan.FromSeconds(1));
        await frontier.SeedAsync("http://a.test/");
        await CopyAsync(frontier, other, "");
        Assert.That(other.Queue.Figures.Waiting, Is.EqualTo(1));
    }

    [Test]
    public async Task Nothing_is_told_twice()
    {
        await frontier.SeedAsync("http://a.test/");
        var told = await frontier.Queue.OrdersAsync("", CancellationToken.None);
        Assert.That((await frontier.Queue.OrdersAsync(told.Token, CancellationToken.None)).Seeds, Is.Empty);
        await frontier.SeedAsync("http://a.test/x");
        Assert.That((await frontier.Queue.OrdersAsync(told.Token, CancellationToken.None)).Seeds, Has.Count.EqualTo(2));
    }

    [Test, Category("Invariant 11")]
    public async Task What_is_no_order_is_left_out() => Assert.That(
        await frontier.Queue.MergeAsync(
            new OrderCopies(
                1,
                "t",
                [new ScopeCopy("http://a.test/x", "Open", 5), new ScopeCopy("nonsense", "Open", 5), new ScopeCopy("http://a.test/", "Ajar", 5)],
                [new SeedCopy("http://a.test/", 5), new SeedCopy("file:///etc/passwd", 5)]),
            CancellationToken.None),
        Is.Zero);

    private static async Task<int> CopyAsync(TestFrontier from, TestFrontier to, string known) => await to.Queue.MergeAsync(await from.Queue.OrdersAsync(known, CancellationToken.None), CancellationToken.None);
}
