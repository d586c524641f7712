using Cell.Health;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class ReplacementsTests
{
    // Cell 1 was replaced by 2, that by 3, and that by 4, six hours apart; 5 is one more daughter of 4.
    private static readonly Dictionary<string, Birth> Births = new[] { Of(1, null, false), Of(2, 1, true), Of(3, 2, true), Of(4, 3, true), Of(5, 4, false) }.ToDictionary(birth => birth.Id);

    [TestCase(1, 0, true)]
    [TestCase(2, 0, true)]
    [TestCase(3, 0, false)]
    [TestCase(4, 0, false)]
    [TestCase(5, 0, true, Description = "she took nobody's place")]
    [TestCase(4, 23, true, Description = "one of them is a day ago by then")]
    [TestCase(9, 0, true, Description = "nothing is known of her birth")]
    public void Two_a_day_of_a_line_are_replaced(int cell, int hoursLater, bool may) =>
        Assert.That(Replacements.Forbids(Births, $"birth-{cell}", TestClock.Noon.AddHours(24 + hoursLater)) is null, Is.EqualTo(may));

    private static Birth Of(int cell, int? mother, bool replaces) => TestRoster.Birth(cell, BirthState.Proved) with
    {
        Mother = mother is { } number ? TestRoster.Id(number) : null,
        Daughter = TestRoster.Id(cell),
        Signed = TestClock.Noon.AddHours(6 * cell),
        Replaces = replaces,
    };
}
