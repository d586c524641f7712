using Cell.Health;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class ReplacementsTests
{
    private static readonly Replacement[] Done = [Of(1, 1), Of(1, 23), Of(1, 25), Of(2, 1)];

    [TestCase(1, 0, false, Description = "two within a day, and one before")]
    [TestCase(1, 2, true, Description = "one of them is a day ago by then")]
    [TestCase(2, 0, true)]
    public void Two_a_day_of_a_line_are_replaced(int line, int hoursLater, bool may) =>
        Assert.That(Replacements.Unfit(Done, TestRoster.Id(line), TestClock.Noon.AddHours(hoursLater)).Length == 0, Is.EqualTo(may));

    private static Replacement Of(int line, int hoursAgo) => new(TestRoster.Id(line), TestClock.Noon.AddHours(-hoursAgo));
}
