using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class WitnessesTests
{
    private static readonly Roster Many = Enumerable.Range(2, 8).Aggregate(
        Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive), (roster, number) => roster.With(TestRoster.Id(number), TestRoster.Born(number), CellState.Alive));

    [Test]
    public void Three_that_live_on_other_machines_are_asked()
    {
        var witnesses = Of(Many.Turn(TestRoster.Id(3), CellState.Suspect, ""), 2);
        Assert.That(witnesses, Has.Count.EqualTo(3).And.None.EqualTo(TestRoster.Id(2)).And.None.EqualTo(TestRoster.Id(3)).And.None.EqualTo(TestRoster.Id(9)));
    }

    [Test]
    public void Another_health_cell_is_asked_first_and_then_the_mother() =>
        Assert.That(Of(Many.With(TestRoster.Id(20), TestRoster.Founder(1) with { Roles = [Role.Health], Machine = "other.test" }, CellState.Alive), 2).Take(2), Is.EqualTo(new[] { TestRoster.Id(1), TestRoster.Id(20) }).AsCollection.Or.EqualTo(new[] { TestRoster.Id(20), TestRoster.Id(1) }).AsCollection);

    [Test]
    public void Not_always_the_same_are_asked()
    {
        var order = 0;
        Assert.That(Witnesses.Of(Many, Many.Members[TestRoster.Id(2)].Entry, TestRoster.Id(9), () => order--).Select(one => one.Cell), Is.Not.EqualTo(Of(Many, 2)));
    }

    [Test]
    public void Who_is_alone_has_none() => Assert.That(Of(Roster.Empty.With(TestRoster.Id(2), TestRoster.Born(2), CellState.Alive), 2), Is.Empty);

    private static List<Identity.CellId> Of(Roster roster, int silent)
    {
        var order = 0;
        return [.. Witnesses.Of(roster, roster.Members[TestRoster.Id(silent)].Entry, TestRoster.Id(9), () => order++).Select(one => one.Cell)];
    }
}
