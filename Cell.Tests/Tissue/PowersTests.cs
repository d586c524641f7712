using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class PowersTests
{
    private static readonly CellId Id = TestRoster.Id(1);
    private static readonly DateTimeOffset Now = TestClock.Noon;

    [Test]
    public void A_founder_of_all_roles_may_do_all() =>
        Assert.That(May(Good()), Is.EqualTo(new[] { "serve", "crawl", "sign tickets", "divide", "bear api", "bear crawler", "bear health" }));

    [Test]
    public void A_crawler_crawls_and_bears_crawlers()
    {
        var crawler = Good(TestRoster.Founder(0) with { Roles = [Role.Crawler] });
        Assert.That(May(crawler), Is.EqualTo(new[] { "crawl", "divide", "bear crawler" }));
        Assert.That(Why(crawler, "serve"), Is.EqualTo(new[] { "It has not the role api." }));
        Assert.That(Why(crawler, "bear api"), Is.EqualTo(new[] { "A daughter has no role that her mother lacks, and it has not the role api." }));
    }

    [Test]
    public void A_health_cell_may_bear_what_it_is_not() => Assert.That(May(Good(TestRoster.Founder(0) with { Roles = [Role.Health] })), Does.Contain("bear api").And.Contain("bear crawler"));

    [Test]
    public void The_last_generation_crawls_and_bears_nobody()
    {
        var last = Good(TestRoster.Born(1)) with { GenerationsLeft = 0 };
        Assert.That(May(last), Is.EqualTo(new[] { "crawl" }));
        Assert.That(Why(last, "divide"), Is.EqualTo(new[] { $"It is of generation 1, the last one that limits.generations (64) allows: `cell renew {Id.Short}` makes it one of generation 0." }));
    }

    [TestCase(null, "It has no fresh roster: no health cell has accepted it yet.")]
    [TestCase(10.1, "It has no fresh roster: no health cell has answered for 10 s.")]
    public void Without_a_fresh_roster_a_cell_works_and_does_not_divide(double? age, string why)
    {
        var cut = Good() with { RosterAge = age is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        Assert.That(May(cut), Is.EqualTo(new[] { "serve", "crawl", "sign tickets" }));
        Assert.That(Why(cut, "divide"), Is.EqualTo(new[] { why }));
    }

    [Test, Category("Invariant 3")]
    public void A_newborn_may_nothing_yet()
    {
        var newborn = Good(TestRoster.Born(1));
        newborn = newborn with { Entry = newborn.Entry! with { State = CellState.Newborn, Reason = "its access is not proved useless yet" } }; // Good gives one
        Assert.That(May(newborn), Is.Empty);
        Assert.That(Why(newborn, "crawl"), Is.EqualTo(new[] { "It is a newborn: its access is not proved useless yet." }));
    }

    [Test]
    public void Who_is_not_on_the_roster_serves_and_no_more()
    {
        Assert.That(May(Good() with { Entry = null }), Is.EqualTo(new[] { "serve" }));
        Assert.That(Why(Good() with { Entry = null }, "crawl"), Is.EqualTo(new[] { "It is not on the roster that it knows." }));
    }

    [Test]
    public void An_expired_genome_lets_live_and_not_grow()
    {
        var expired = Good() with { Now = Now.AddDays(91) };
        Assert.That(May(expired), Is.EqualTo(new[] { "serve", "crawl" }));
        Assert.That(Why(expired, "divide"), Is.EqualTo(new[] { "The genome expired at 2026-05-30 12:00:00Z: `cell init --resign` renews it." }));
    }

    [Test]
    public void Paused_division_is_named()
    {
        var paused = Good() with { Genome = Genome("\"division\": \"paused\"") };
        Assert.That(May(paused), Is.EqualTo(new[] { "serve", "crawl" }));
        Assert.That(Why(paused, "sign tickets"), Is.EqualTo(new[] { "Division is paused in the genome." }));
    }

    [Test]
    public void The_brake_is_named()
    {
        var held = Good() with { Brake = new Brake(1, BrakeLevel.Paused, Now, "ann", "") };
        Assert.That(Why(held, "divide").Single(), Does.StartWith("Births are stopped: paused by ann"));
        Assert.That(May(held), Does.Contain("serve"));
    }

    [Test]
    public void The_revoked_may_nothing()
    {
        Assert.That(May(Good() with { Struck = "cell x is revoked" }), Is.Empty);
        Assert.That(Why(Good() with { Struck = "cell x is revoked" }, "serve"), Is.EqualTo(new[] { "Cell x is revoked." }));
    }

    [Test]
    public void An_ended_certificate_may_nothing() => Assert.That(May(Good() with { Now = Now.AddYears(2) }), Is.Empty);

    [Test]
    public void All_reasons_are_told() => Assert.That(Why(Good() with { Entry = null, RosterAge = null, GenerationsLeft = 0 }, "divide"), Has.Count.EqualTo(3));

    private static IEnumerable<string> May(Footing footing) => Powers.Of(footing).Where(power => power.May).Select(power => power.Name);

    private static IReadOnlyList<string> Why(Footing footing, string name) => Powers.Of(footing).Single(power => power.Name == name).WhyNot;

    private static Footing Good() => Good(TestRoster.Founder(0));

    private static Footing Good(CellFacts facts) => new(
        TestRoster.Sender(Id, facts), 64, Genome(""), Brake.None, null, new RosterEntry(Id, 1, CellState.Alive, "", 1, facts, TestRoster.Vitals), TimeSpan.FromSeconds(1), Now);

    private static SignedGenome Genome(string section)
    {
        var text = TestGenes.With(section);
        return new SignedGenome(1, Now, Now.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene>(), text, TestGenes.Of(text));
    }
}
