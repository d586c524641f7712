using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class DestinationsTests
{
    private static readonly CellId Self = TestRoster.Id(1);

    [TestCase(0.0, "")]
    [TestCase(0.4, "")]
    [TestCase(0.6, "https://two")]
    [TestCase(0.9, "https://two")]
    [TestCase(1.0, "https://two")]
    public void Whoever_has_as_much_room_is_chosen_as_often(double chance, string chosen) => Assert.That(Destinations.Choose([Api(1, 0.2), Api(2, 0.2)], Self, chance), Is.EqualTo(chosen));

    [Test]
    public void A_full_one_is_chosen_seldom()
    {
        var chosen = Enumerable.Range(0, 1000).Count(at => Destinations.Choose([Api(1, 0.1), Api(2, 3)], Self, at / 1000.0).Length > 0);
        Assert.That(chosen, Is.InRange(40, 60));
    }

    [Test]
    public void Whoever_is_suspected_gets_nothing_new() =>
        Assert.That(Enumerable.Range(0, 11).Select(at => Destinations.Choose([Api(1, 0), Api(2, 0) with { State = CellState.Suspect }], Self, at / 10.0)), Has.All.EqualTo(""));

    [Test]
    public void Where_nobody_is_known_it_is_who_answers() => Assert.That(Destinations.Choose([], Self, 0.5), Is.EqualTo(""));

    [Test]
    public void An_unreachable_destination_is_left_for_any_other()
    {
        Assert.That(Destinations.Tries("https://two", ["https://one", "https://two"]), Is.EqualTo(new[] { "https://two", "https://one" }));
        Assert.That(Destinations.Tries("https://dead", ["https://one", "https://two"]), Is.EqualTo(new[] { "https://one", "https://two" }));
        Assert.That(Destinations.Tries("https://here", []), Is.EqualTo(new[] { "https://here" }));
        Assert.That(Destinations.Tries("", []), Is.Empty);
    }

    [Test]
    public async Task Pages_go_on_to_the_next_one_only_when_one_cannot_be_reached()
    {
        var asked = new List<string>();
        var reply = new Dictionary<string, System.Net.HttpStatusCode?> { ["dead"] = null, ["busy"] = System.Net.HttpStatusCode.TooManyRequests };
        PageDelivery Of(params string[] tries) => new(() => tries, address => new Sink(address, asked, reply));
        Assert.That((await Of("dead", "good").SubmitAsync(new PageBatch(1, []), CancellationToken.None)).Stored, Is.EqualTo(7));
        Assert.That(asked, Is.EqualTo(new[] { "dead", "good" }));
        Assert.That(async () => await Of("busy", "good").SubmitAsync(new PageBatch(1, []), CancellationToken.None), Throws.TypeOf<TissueException>(), "who is busy says when to come again");
        Assert.That(async () => await Of("dead").SubmitAsync(new PageBatch(1, []), CancellationToken.None), Throws.TypeOf<TissueException>());
        Assert.That(async () => await Of().SubmitAsync(new PageBatch(1, []), CancellationToken.None), Throws.TypeOf<TissueException>());
    }

    [Test]
    public void The_frontier_is_run_on_the_first_host_that_has_a_living_API()
    {
        RosterEntry[] apis = [On(1, "b"), On(2, "a"), On(3, "a")];
        Assert.That(FrontierSeat.Holder(["x", "a", "b"], apis)?.Cell, Is.EqualTo(TestRoster.Id(2)), "the one with the lowest id");
        Assert.That(FrontierSeat.Holder(["b", "a"], apis)?.Cell, Is.EqualTo(TestRoster.Id(1)));
        Assert.That(FrontierSeat.Holder(["x"], apis), Is.Null);
    }

    [TestCase("a", false, true, false)]
    [TestCase("a b", true, true, true)]
    [TestCase("a b", false, false, true)]
    [TestCase("b a", true, true, true)]
    [TestCase("b", true, false, false)]
    public void It_is_held_for_as_long_as_nobody_else_can_have_taken_it(string hosts, bool knows, bool held, bool shared)
    {
        var seat = FrontierSeat.Of(Self, hosts.Split(' '), [On(1, "a")], knows);
        Assert.That((seat.IsHeld, seat.IsShared, seat.IsAlone), Is.EqualTo((held, shared, true)));
    }

    [TestCase("h1", 1, "h1", true)]
    [TestCase("h1 h2 h3", 1, "h3", true)]
    [TestCase("h1", 1, "", false)]
    [TestCase("h1 h2", 2, "h1", true)]
    [TestCase("h1 h2", 2, "h2", false)]
    [TestCase("h1 h2 h3", 3, "h1", false)]
    [TestCase("h1 h2 h3", 3, "h2 h3", true)]
    [TestCase("h1 h2 h3 h4", 4, "h1 h4", true)]
    [TestCase("h1 h2 h3 h4", 4, "h2 h3", false)]
    public void Of_two_sides_of_a_cut_one_at_most_hears_most(string hosts, int most, string heard, bool isMost)
    {
        var all = hosts.Split(' ');
        var side = heard.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.That(FrontierSeat.IsMost(side, all, most), Is.EqualTo(isMost));
        Assert.That(most == 1 || !isMost || !FrontierSeat.IsMost(all.Except(side).ToHashSet(), all, most), Is.True, "not the other side too");
    }

    [Test]
    public void Another_API_of_its_machine_may_take_it_over_too() =>
        Assert.That(FrontierSeat.Of(Self, ["a"], [On(1, "a"), On(2, "a")], knows: false), Is.EqualTo(new FrontierSeat(false, true, false)));

    private static RosterEntry Api(int number, double load) => On(number, "m") with
    {
        Vitals = TestRoster.Vitals with { Loads = new Dictionary<Role, double> { [Role.Api] = load } },
    };

    private static RosterEntry On(int number, string machine) =>
        new(TestRoster.Id(number), 1000, CellState.Alive, "test", 0, TestRoster.Founder(number) with { Machine = machine, Tissue = number == 1 ? "https://one" : "https://two" }, TestRoster.Vitals);

    private sealed class Sink(string address, List<string> asked, Dictionary<string, System.Net.HttpStatusCode?> reply) : IPageSink
    {
        public Task<PageReceipt> SubmitAsync(PageBatch batch, CancellationToken cancellation)
        {
            asked.Add(address);
            return reply.TryGetValue(address, out var status) ? throw new TissueException("no", status, null) : Task.FromResult(new PageReceipt(1, 7));
        }
    }
}
