using Cell.Health;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Cli;

internal sealed class ObedienceTests
{
    [Test]
    public void Who_has_an_older_order_is_named()
    {
        var obedience = new Obedience(2).With(Roster(Entry(1, CellState.Alive, 2), Entry(2, CellState.Alive, 1)));
        Assert.That((obedience.All, obedience.Missing.Count), Is.EqualTo((2, 1)));
        Assert.That(obedience.Missing[0], Does.StartWith($"cell {TestRoster.Id(2)} (").And.Contain("founder.test"));
    }

    [Test]
    public void Who_has_ended_had_it()
    {
        var obedience = new Obedience(2).With(Roster(Entry(1, CellState.Alive, 1), Entry(2, CellState.Alive, 1))).With(Roster(Entry(1, CellState.Alive, 2), Entry(2, CellState.Gone, 1)));
        Assert.That((obedience.All, obedience.Missing.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public void Who_was_dead_before_does_not_count() => Assert.That(new Obedience(2).With(Roster(Entry(1, CellState.Dead, 0))).All, Is.Zero);

    [Test]
    public void Without_an_answer_what_was_seen_stays() =>
        Assert.That(new Obedience(2).With(Roster(Entry(1, CellState.Alive, 1))).With(null).Missing, Has.Count.EqualTo(1));

    private static RosterEntry Entry(int number, CellState state, int brake) =>
        new(TestRoster.Id(number), 1, state, "test", 1, TestRoster.Founder(number), TestRoster.Vitals) { BrakeVersion = brake };

    private static RosterAnswer Roster(params RosterEntry[] entries) => new(1, 1, entries, [], [], new Dictionary<Genome.Role, Aggregate>());
}
