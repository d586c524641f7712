using System.Collections.Immutable;
using Cell.Genome;
using Cell.Health;
using Cell.Identity;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class DescentTests
{
    private static readonly CellId Founder = TestRoster.Id(1);
    private static readonly CellId Mother = TestRoster.Id(2);
    private static readonly CellId Daughter = TestRoster.Id(3);
    private static readonly CellId Sister = TestRoster.Id(4);

    [Test]
    public void A_line_is_daughters_and_granddaughters_and_not_sisters()
    {
        var roster = Roster(Cell(Founder, null, 0), Cell(Mother, Founder, 1), Cell(Daughter, Mother, 2), Cell(Sister, Founder, 1));
        Assert.That(Of(Mother, roster), Is.EqualTo(new[] { Daughter }));
        Assert.That(Of(Founder, roster), Is.EqualTo(new[] { Mother, Sister, Daughter }));
        Assert.That(Of(Daughter, roster), Is.Empty);
    }

    [Test]
    public void A_line_goes_on_over_a_mother_that_is_no_more()
    {
        var birth = TestRoster.Birth(1, BirthState.Proved) with { Daughter = Mother, Mother = Founder };
        var roster = Roster(Cell(Founder, null, 0), Cell(Daughter, Mother, 2)) with { Births = [birth] };
        Assert.That(Of(Founder, roster), Is.EqualTo(new[] { Daughter }));
    }

    [Test]
    public void A_renewed_cell_is_of_no_line_and_what_it_bore_since_is_of_its_own()
    {
        var roster = Roster(Cell(Founder, null, 0), Cell(Mother, Founder, 0), Cell(Daughter, Mother, 1));
        Assert.That(Of(Founder, roster), Is.Empty);
        Assert.That(Of(Mother, roster), Is.EqualTo(new[] { Daughter }));
    }

    [Test]
    public void What_it_bore_before_its_renewal_hangs_on_the_old_line_still() =>
        Assert.That(Of(Founder, Roster(Cell(Founder, null, 0), Cell(Mother, Founder, 0), Cell(Daughter, Mother, 2))), Is.EqualTo(new[] { Daughter }));

    [Test]
    public void The_dead_are_not_named() =>
        Assert.That(Of(Founder, Roster(Cell(Founder, null, 0), Cell(Daughter, Founder, 1) with { State = CellState.Dead })), Is.Empty);

    [Test, Category("Invariant 11")]
    public void A_circle_of_mothers_ends() =>
        Assert.That(Of(Founder, Roster(Cell(Mother, Daughter, 60), Cell(Daughter, Mother, 60))), Is.Empty);

    private static IEnumerable<CellId> Of(CellId cell, RosterAnswer roster) => Descent.Of(cell, roster).Select(entry => entry.Cell);

    private static RosterEntry Cell(CellId cell, CellId? mother, int generation) =>
        new(cell, 1, CellState.Alive, "", 1, TestRoster.Born(1) with { Mother = mother, Generation = generation }, TestRoster.Vitals);

    private static RosterAnswer Roster(params RosterEntry[] cells) => new(1, 1, cells, [], [], ImmutableDictionary<Role, Aggregate>.Empty);
}
