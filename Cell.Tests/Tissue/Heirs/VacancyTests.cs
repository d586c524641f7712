using Cell.Health;
using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class VacancyTests
{
    private static readonly CellFacts Born = TestRoster.Born(1) with { Roles = [Genome.Role.Health] };
    private static readonly RosterCopy Two = RosterCopy.Empty with
    {
        Cells = RosterCopy.Empty.Cells.Add(TestRoster.Id(1), Entry(1, TestRoster.Founder(0))).Add(TestRoster.Id(2), Entry(2, Born)).Add(TestRoster.Id(3), Entry(3, TestRoster.Born(2))),
    };

    [Test]
    public void Lasts_since_the_last_of_them_was_closed()
    {
        var seen = Vacancy.None.With(TestRoster.Id(1), true, At(10)).With(TestRoster.Id(2), true, At(20)).With(TestRoster.Id(1), true, At(30));
        Assert.That(seen.Lasts(Two, At(60)), Is.EqualTo(At(40)));
    }

    [Test, Category("Invariant 7")]
    public void Silence_is_never_the_end_of_a_health_cell()
    {
        var seen = Vacancy.None.With(TestRoster.Id(1), true, At(10)).With(TestRoster.Id(2), null, At(10));
        Assert.That(seen.Lasts(Two, At(1000)), Is.Null);
    }

    [TestCase(null)]
    [TestCase(false)]
    [Category("Invariant 7")]
    public void Begins_anew_after_every_try_that_did_not_find_it_closed(bool? closed)
    {
        var seen = Vacancy.None.With(TestRoster.Id(1), true, At(10)).With(TestRoster.Id(2), true, At(10)).With(TestRoster.Id(2), closed, At(50));
        Assert.That(seen.Lasts(Two, At(51)), Is.Null);
        Assert.That(seen.With(TestRoster.Id(2), true, At(60)).Lasts(Two, At(61)), Is.EqualTo(At(1)));
    }

    [Test, Category("Invariant 10")]
    public void Who_knows_no_health_cell_knows_of_no_vacancy() => Assert.That(Vacancy.None.Lasts(RosterCopy.Empty, At(1000)), Is.Null);

    private static RosterEntry Entry(int number, CellFacts facts) => new(TestRoster.Id(number), 1, CellState.Alive, "test", 1, facts, TestRoster.Vitals);

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
