using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class TestamentTests
{
    private static readonly SignedGenome Genome = Signed(TestGenes.Text.Replace("\"health\": { \"hosts\": [\"founder.test\"]", "\"health\": { \"hosts\": [\"founder.test\", \"stem1.test\", \"stem2.test\"]", StringComparison.Ordinal));

    private static Roster Three => Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive)
        .With(TestRoster.Id(2), TestRoster.Founder(1) with { Roles = [Role.Api] }, CellState.Alive)
        .With(TestRoster.Id(3), TestRoster.Founder(2) with { Roles = [Role.Crawler] }, CellState.Alive)
        .With(TestRoster.Id(4), TestRoster.Born(3), CellState.Alive);

    [Test]
    public void Names_one_heir_of_each_machine_before_the_others_and_no_health_cell() =>
        Assert.That(Of(Three)?.Heirs.Select(heir => heir.Cell), Is.EqualTo(new[] { TestRoster.Id(2), TestRoster.Id(4), TestRoster.Id(3) }));

    [TestCase(CellState.Newborn)]
    [TestCase(CellState.Suspect)]
    [TestCase(CellState.Dead)]
    public void Names_only_those_that_live_and_are_proved(CellState state) =>
        Assert.That(Of(Three.With(TestRoster.Id(4), TestRoster.Born(3), state))?.Heirs.Select(heir => heir.Cell), Is.EqualTo(new[] { TestRoster.Id(2), TestRoster.Id(3) }));

    [Test]
    public void Names_blank_machines_of_health_hosts_only()
    {
        Assert.That(Of(Three)?.Seats, Is.EqualTo(new[] { TestGenes.Stem1, TestGenes.Stem2 }));
        Assert.That(Of(Three.With(new Taint(TestGenes.Stem1, "test", TestClock.Noon)))?.Seats, Is.EqualTo(new[] { TestGenes.Stem2 }));
        Assert.That(Of(Three.With(TestRoster.Birth(2, BirthState.Signed)))?.Seats, Is.EqualTo(new[] { TestGenes.Stem1 }));
    }

    [Test]
    public void Names_at_most_seven()
    {
        var many = Enumerable.Range(4, 20).Aggregate(Three, (roster, number) => roster.With(TestRoster.Id(number), TestRoster.Born(number), CellState.Alive));
        Assert.That(Of(many)?.Heirs, Has.Count.EqualTo(Will.MostHeirs));
    }

    [Test, Category("Invariant 7")]
    public void Leaves_nothing_to_one_alone() =>
        Assert.That(Of(Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive).With(TestRoster.Id(4), TestRoster.Born(3), CellState.Alive)), Is.Null);

    private static SignedGenome Signed(string text) => new(1, TestClock.Noon, TestClock.Noon.AddDays(90), new OrganismId("abcdefghijklmnopqrstuvwxyz"), new Dictionary<string, BinaryGene>(), text, TestGenes.Of(text));

    private static Will? Of(Roster roster) => Testament.Of(roster, Genome, TestClock.Noon);
}
