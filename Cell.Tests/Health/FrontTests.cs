using CsCheck;
using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class FrontTests
{
    private static readonly Genes Genes = TestGenes.Of(TestGenes.Text);
    private static readonly DateTimeOffset Later = TestClock.Noon + TimeSpan.FromMinutes(10);

    [Test]
    public void The_living_apis_are_named_best_first()
    {
        var roster = Roster.Empty.With(1, 0.9).With(2, 0.2).With(3, 1.3);
        Assert.That(Front.Of(roster, Genes, Later).Select(api => api.Cell), Is.EqualTo(new[] { TestRoster.Id(2), TestRoster.Id(1), TestRoster.Id(3) }));
    }

    [TestCase(CellState.Newborn)]
    [TestCase(CellState.Suspect)]
    [TestCase(CellState.Dead)]
    [TestCase(CellState.Gone)]
    public void Others_than_the_living_get_no_clients(object state) =>
        Assert.That(Front.Of(Roster.Empty.With(1, 0.2).Turn(TestRoster.Id(1), (CellState)state, "test"), Genes, Later), Is.Empty);

    [Test]
    public void Who_has_not_all_pages_yet_gets_no_clients_unless_nobody_has()
    {
        var roster = Told(Roster.Empty.With(1, 0.9).With(2, 0.2), caughtUp: false, 2);
        Assert.That(Front.Of(roster, Genes, Later).Select(api => api.Cell), Is.EqualTo(new[] { TestRoster.Id(1) }));
        Assert.That(Front.Of(Told(roster, caughtUp: false, 1), Genes, Later), Has.Count.EqualTo(2));
    }

    private static Roster Told(Roster roster, bool caughtUp, int cell)
    {
        var member = roster.Members[TestRoster.Id(cell)];
        return roster.With(member with { Entry = member.Entry with { Vitals = member.Entry.Vitals with { CaughtUp = caughtUp } } });
    }

    [Test]
    public void Who_is_in_quarantine_gets_no_clients() =>
        Assert.That(Front.Of(Isolation.Isolate(Roster.Empty.With(1, 0.2), TestRoster.Id(1), "it forked", Later), Genes, Later), Is.Empty);

    [Test]
    public void Crawlers_are_no_apis() => Assert.That(Front.Of(Roster.Empty.With(TestRoster.Id(2), TestRoster.Born(1), CellState.Alive), Genes, Later), Is.Empty);

    [TestCase(0, 0.1)]
    [TestCase(30, 0.5)]
    [TestCase(60, 1)]
    [TestCase(-60, 0.1)]
    public void A_newborn_gets_a_tenth_first(int seconds, double weight) =>
        Assert.That(Front.Of(Roster.Empty.With(1, 0.2), Genes, TestClock.Noon + TimeSpan.FromSeconds(seconds)).Single().Weight, Is.EqualTo(weight).Within(1e-9));

    [Test]
    public void The_host_is_the_signed_pools_and_the_port_the_cells()
    {
        var roster = Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0) with { Public = "http://evil.example.org:7272" }, CellState.Alive);
        Assert.That(Front.Of(roster, Genes, Later).Single().Url, Is.EqualTo(new Uri($"http://{TestGenes.FounderAddress}:7272")));
    }

    [Test]
    public void The_pools_public_url_counts_before_all()
    {
        var genes = TestGenes.Of(TestGenes.Text.Replace("\"founder\": true,", "\"founder\": true, \"public\": \"https://search.example.org/cell/\",", StringComparison.Ordinal));
        Assert.That(Front.Of(Roster.Empty.With(1, 0.2), genes, Later).Single().Url, Is.EqualTo(new Uri("https://search.example.org/cell/")));
    }

    [Test]
    public void Of_two_the_better_one_is_picked()
    {
        var apis = Front.Of(Roster.Empty.With(1, 0.9).With(2, 0.2), Genes, Later);
        var draws = new Queue<double>([0.0, 0.9]);
        Assert.That(Front.Pick(apis, draws.Dequeue)?.Cell, Is.EqualTo(TestRoster.Id(2)));
    }

    [Test]
    public void A_newborn_is_drawn_by_its_weight()
    {
        var apis = new[] { 1.0, 0.1 }.Select((weight, number) => new ApiChoice(TestRoster.Id(number), "", new Uri("http://a"), number == 1 ? 0 : 0.5, weight)).ToList();
        var random = new Random(7);
        var share = Enumerable.Range(0, 20_000).Count(_ => Front.Pick(apis, random.NextDouble)?.Cell == TestRoster.Id(1)) / 20_000.0;
        Assert.That(share, Is.InRange(0.08, 0.1), "a tenth of what the other gets, though it has no load");
    }

    [Test]
    public void Nobody_is_picked_from_none() => Assert.That(Front.Pick([], () => 0.5), Is.Null);

    [Test]
    public void Whatever_is_drawn_somebody_is_picked() => Gen.Select(Gen.Double[0, 0.999999], Gen.Double[0, 0.999999], Gen.Double[0.1, 1].Array[1, 10]).Sample((one, other, weights) =>
    {
        var draws = new Queue<double>([one, other]);
        return Front.Pick([.. weights.Select((weight, number) => new ApiChoice(TestRoster.Id(number), "", new Uri("http://a"), number, weight))], draws.Dequeue) is not null;
    });
}

internal static class FrontRosters
{
    /// <summary>One more founder API with that load.</summary>
    public static Roster With(this Roster roster, int number, double load)
    {
        var cell = TestRoster.Id(number);
        var grown = roster.With(cell, TestRoster.Founder(number), CellState.Alive);
        var member = grown.Members[cell];
        return grown.With(member with { Entry = member.Entry with { Vitals = TestRoster.Vitals with { Loads = new Dictionary<Role, double> { [Role.Api] = load } } } });
    }
}
