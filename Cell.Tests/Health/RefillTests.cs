using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

[Category("Invariant 6")]
internal sealed class RefillTests
{
    private static readonly Genes Genes = TestGenes.Of(TestGenes.Text);
    private static readonly Roster Whole = Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive);
    private static readonly CellFacts Health = TestRoster.Founder(0) with { Roles = [Role.Health] };

    [Test]
    public void A_whole_organism_lacks_nothing() => Assert.That(Refill.Of(Whole, Genes), Is.Empty);

    [Test]
    public void What_is_below_its_least_is_lacking_an_api_first() =>
        Assert.That(Refill.Of(Roster.Empty.With(TestRoster.Id(1), Health, CellState.Alive), Genes), Is.EqualTo(new[] { new Shortage(Role.Api, 0, 1), new Shortage(Role.Crawler, 0, 1) }));

    [TestCase(CellState.Newborn)]
    [TestCase(CellState.Suspect)]
    public void Who_lives_is_not_replaced(CellState state) =>
        Assert.That(Refill.Of(Whole.Turn(TestRoster.Id(1), state, ""), Genes), Is.Empty);

    [TestCase(BirthState.Signed, 1)]
    [TestCase(BirthState.Born, 1)]
    [TestCase(BirthState.Undone, 0)]
    [TestCase(BirthState.Proved, 0, Description = "her daughter is on the roster, or dead")]
    public void Who_is_being_born_counts(BirthState state, int count)
    {
        var roster = Roster.Empty.With(TestRoster.Id(1), Health, CellState.Alive).With(TestRoster.Birth(1, state));
        Assert.That(Crawlers(roster), Is.EqualTo(count));
        Assert.That(Crawlers(roster.With(TestRoster.Id(2), TestRoster.Born(1), CellState.Newborn)), Is.EqualTo(1), "once");
    }

    [Test]
    public void Births_that_fail_are_tried_more_and_more_seldom_a_minute_at_most() =>
        Assert.That(new[] { 1, 2, 5, 6, 1000 }.Select(failures => Refill.Pause(failures).TotalSeconds), Is.EqualTo(new[] { 2, 4, 32, 60, 60 }));

    [TestCase(1, true)]
    [TestCase(2, false)]
    public void Of_several_health_cells_the_one_with_the_lowest_id_refills(int self, bool leads)
    {
        var roster = Roster.Empty.With(TestRoster.Id(1), Health, CellState.Alive).With(TestRoster.Id(2), TestRoster.Founder(1) with { Roles = [Role.Health] }, CellState.Alive);
        Assert.That(Colleagues.Leads(roster, TestRoster.Id(self)), Is.EqualTo(leads));
        Assert.That(Colleagues.Leads(roster.Turn(TestRoster.Id(1), CellState.Suspect, ""), TestRoster.Id(2)), Is.True);
    }

    private static int Crawlers(Roster roster) => Refill.Of(roster, Genes).FirstOrDefault(one => one.Role == Role.Crawler)?.Count ?? Genes.Population[Role.Crawler].Min;
}
