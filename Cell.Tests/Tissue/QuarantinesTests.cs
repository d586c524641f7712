using NUnit.Framework;

namespace Cell.Tissue;

internal sealed class QuarantinesTests
{
    private static readonly Identity.CellId Cell = Health.TestRoster.Id(1);
    private static readonly Quarantine One = new(Cell, "a fork", TestClock.Noon, TestClock.Noon.AddDays(1));

    [TestCase(1, 1, true)]
    [TestCase(2, 1, false)]
    [TestCase(2, 2, true)]
    [TestCase(3, 1, false)]
    [TestCase(3, 2, true)]
    [TestCase(0, 0, false)]
    public void A_majority_of_the_living_health_cells_decides(int keepers, int saying, bool isolated)
    {
        var quarantines = Quarantines.None.With(Enumerable.Range(0, keepers).Select(Name));
        foreach (var keeper in Enumerable.Range(0, saying))
        {
            quarantines = quarantines.With(Name(keeper), [One]);
        }

        Assert.That(quarantines.Of(Cell, TestClock.Noon) is not null, Is.EqualTo(isolated));
    }

    [Test]
    public void The_word_of_a_health_cell_that_is_no_more_does_not_count()
    {
        var quarantines = Quarantines.None.With(["a", "b", "c"]).With("a", [One]).With("b", [One]).With(["a", "c"]);
        Assert.That(quarantines.Of(Cell, TestClock.Noon), Is.Null);
    }

    [Test]
    public void A_health_cell_takes_its_word_back() =>
        Assert.That(Quarantines.None.With(["a"]).With("a", [One]).With("a", []).Of(Cell, TestClock.Noon), Is.Null);

    [Test]
    public void One_health_cell_has_one_voice() =>
        Assert.That(Quarantines.None.With(["a", "b", "c"]).With("a", [One, One with { Reason = "again" }]).Of(Cell, TestClock.Noon), Is.Null);

    [Test]
    public void It_ends_by_itself_and_names_its_reason()
    {
        var quarantines = Quarantines.None.With(["a"]).With("a", [One]);
        Assert.That(quarantines.Of(Cell, One.Until.AddSeconds(-1)), Is.EqualTo("It is in quarantine until 2026-03-02 12:00:00Z: a fork"));
        Assert.That(quarantines.Of(Cell, One.Until), Is.Null);
    }

    private static string Name(int keeper) => $"keeper {keeper}";
}
