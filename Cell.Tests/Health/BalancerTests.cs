using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Cell.Health;

/// <summary>A keeper, its founder with too much to crawl, and the clock in hand.</summary>
internal sealed class BalancerTests
{
    private static readonly string Genes = TestGenes.With("\"population\": { \"crawler\": { \"min\": 1, \"max\": 10 } }");

    private readonly List<EventNews> news = [];
    private TestKeeper keeper = null!; // set up below
    private Balancer balancer = null!; // set up below

    [SetUp]
    public void Found()
    {
        keeper = new TestKeeper(Genes, new TestClock());
        balancer = new Balancer(keeper.Keeper, keeper.Genome, keeper.Id, keeper.Clock, NullLogger<Balancer>.Instance);
        balancer.Reacted += news.AddRange;
        news.Clear();
    }

    [TearDown]
    public void End() => keeper.Dispose();

    [Test, Category("Invariant 7")]
    public void A_birth_is_offered_when_there_was_too_much_for_the_whole_window_and_only_who_has_the_offer_gets_a_ticket()
    {
        Pass(6, 30);
        Assert.That(Ask().Refusal, Is.EqualTo("No birth of a crawler is offered to this cell now."));
        Pass(9, 30);
        Assert.That(Hear(30).Offer, Is.EqualTo(new Wish(Role.Crawler, false)));
        Assert.That(Ask().Refusal, Is.Empty);
        Assert.That(Hear(30).Offer, Is.Null, "it is used");
        Assert.That(Ask().Refusal, Is.EqualTo("No birth of a crawler is offered to this cell now."));
        Assert.That(news.Select(one => one.What), Has.One.StartsWith($"1 births of crawler cells are offered, the first to {keeper.Id}: a load of 1.50 asks for 3: 1 live"));
    }

    [Test]
    public void What_there_was_to_do_is_written_down()
    {
        Pass(70, 30);
        Pass(70, 60);
        var told = news.Where(one => one.Kind == EventKind.Load && one.Load!.Role == Role.Crawler).Select(one => one.Load!.Demand).ToList(); // of that kind
        Assert.That(told, Is.EqualTo(new[] { 3.0, 6.0 }));
    }

    [Test]
    public void An_offer_that_nobody_uses_passes()
    {
        Pass(25, 30);
        Assert.That(Hear(30).Offer, Is.Not.Null);
        Pass(1, 5);
        Pass(31, 5);
        Assert.That(Hear(5).Offer, Is.Null);
    }

    [Test, Category("Invariant 7")]
    public void Who_wishes_nothing_is_offered_nothing()
    {
        for (var second = 0; second < 40; second++)
        {
            keeper.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(Hear(30, wishes: false).Offer, Is.Null);
            keeper.Keeper.Check(TimeSpan.Zero);
            balancer.Look();
        }
    }

    [TestCase(2, 1, true)]
    [TestCase(1, 1, false, Description = "no API is short")]
    [TestCase(2, 2, false, Description = "no fewer crawlers are allowed")]
    public void A_crawler_above_the_least_makes_room_for_an_api_when_no_machine_is_blank(int apis, int crawlers, bool yields)
    {
        using var full = new TestKeeper(TestGenes.With($"\"population\": {{ \"api\": {{ \"min\": {apis}, \"max\": 3 }}, \"crawler\": {{ \"min\": {crawlers}, \"max\": 10 }} }}"), new TestClock());
        var daughter = full.Daughter();
        var id = daughter.Identity.Id!.Value; // a cell has one
        var facts = full.Self(daughter, "birth-1").Facts;
        var birth = TestRoster.Birth(1, BirthState.Proved) with { Machine = facts.Machine, Daughter = id };
        full.Keeper.Learn(new RosterAnswer(1, 1, [], [birth], [], new Dictionary<Role, Aggregate>()));
        foreach (var machine in full.Genome.Genes.Pool.Machines.Where(machine => !machine.Founder && machine.Host != facts.Machine))
        {
            full.Keeper.Taint(machine.Host, "why");
        }

        var looks = new Balancer(full.Keeper, full.Genome, full.Id, full.Clock, NullLogger<Balancer>.Instance);
        Departure? leave = null;
        for (var second = 1; second < 40; second++)
        {
            full.Clock.Advance(TimeSpan.FromSeconds(1));
            var nonce = full.Keeper.Roster.Members.GetValueOrDefault(full.Id)?.Nonce ?? "";
            full.Keeper.Hear(TestRoster.Beat(full.Id, full.Facts) with { Sequence = second, Nonce = nonce }, full.Identity);
            nonce = full.Keeper.Roster.Members.GetValueOrDefault(id)?.Nonce ?? "";
            leave ??= full.Keeper.Hear(TestRoster.Beat(id, facts) with { Sequence = second, Nonce = nonce }, daughter.Identity).MayLeave;
            full.Keeper.Check(TimeSpan.Zero);
            looks.Look();
        }

        Assert.That(leave, Is.EqualTo(yields ? new Departure("an API needs its machine more: none of the pool is blank", true) : null));
    }

    [Test, Category("Invariant 5")]
    public void Growth_leaves_the_reserve_alone_that_a_refill_may_have()
    {
        var genome = keeper.Genome.Now with { Genes = TestGenes.Of(Genes.Replace("\"keys\":", "\"reserve\": 3, \"keys\":", StringComparison.Ordinal)) };
        Hear(30);
        var request = new TicketRequest(1, keeper.Id, "", Role.Crawler, false);
        Assert.That(TicketRules.Judge(keeper.Keeper.Roster, genome, request, keeper.Clock.GetUtcNow()).Refusal, Does.StartWith("pool.reserve is 3: growth leaves"));
        Assert.That(TicketRules.Judge(keeper.Keeper.Roster, genome, request with { Replaces = true }, keeper.Clock.GetUtcNow()).Refusal, Is.Empty);
        var bare = keeper.Keeper.Roster.Turn(keeper.Id, CellState.Alive, "").With(TestRoster.Id(9), TestRoster.Founder(9) with { Roles = [Role.Health] }, CellState.Alive);
        Assert.That(TicketRules.Judge(bare.Turn(keeper.Id, CellState.Dead, ""), genome, request with { Mother = TestRoster.Id(9) }, keeper.Clock.GetUtcNow()).Refusal, Is.Empty, "no crawler lives: that is a refill");
    }

    [Test]
    public void A_cell_that_was_replaced_and_says_goodbye_leaves_its_machine_tainted()
    {
        var roster = Roster.Empty.With(TestRoster.Id(2), TestRoster.Born(1), CellState.Alive);
        var beat = TestRoster.Beat(TestRoster.Id(2), TestRoster.Born(1)) with { Goodbye = true, Vitals = TestRoster.Vitals with { Replaced = true, Slowness = 1.5 } };
        Assert.That(Listening.Farewell(roster, beat, TestClock.Noon).Taints["stem1.test"], Is.EqualTo(
            new Taint("stem1.test", "it became slow: the probe took 1.50 times as long as when its cell was new.", TestClock.Noon) { Cause = TaintCause.Slow }));
        Assert.That(Listening.Farewell(roster, beat with { Goodbye = false }, TestClock.Noon).Taints, Is.Empty);
    }

    private void Pass(int seconds, double demand)
    {
        for (var second = 0; second < seconds; second++)
        {
            keeper.Clock.Advance(TimeSpan.FromSeconds(1));
            Hear(demand);
            keeper.Keeper.Check(TimeSpan.Zero);
            balancer.Look();
        }
    }

    private long sequence;

    private HeartbeatAnswer Hear(double demand) => Hear(demand, wishes: true);

    private HeartbeatAnswer Hear(double demand, bool wishes) => keeper.Keeper.Hear(
        TestRoster.Beat(keeper.Id, keeper.Facts) with
        {
            Sequence = ++sequence,
            Nonce = keeper.Keeper.Roster.Members.GetValueOrDefault(keeper.Id)?.Nonce ?? "",
            Vitals = TestRoster.Vitals with { Demand = new CrawlDemand(demand, 8, 0), Capacity = 10, Wishes = wishes ? [new Wish(Role.Crawler, false)] : null },
        },
        keeper.Identity);

    private TicketAnswer Ask() => keeper.Keeper.Sign(new TicketRequest(1, keeper.Id, "", Role.Crawler, false));
}
