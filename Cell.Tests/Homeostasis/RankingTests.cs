using Cell.Genome;
using Cell.Health;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class RankingTests
{
    private static Intent Of(int number, int generation) => new(TestRoster.Id(number), Role.Crawler, generation, 10, TimeSpan.FromSeconds(1), "");

    [Test]
    public void The_lowest_generation_bears_first_and_of_one_generation_the_lowest_id() =>
        Assert.That(Ranking.Of([Of(4, 2), Of(3, 1), Of(2, 2), Of(1, 3)]).Select(intent => intent.Mother), Is.EqualTo(new[] { TestRoster.Id(3), TestRoster.Id(2), TestRoster.Id(4), TestRoster.Id(1) }));

    [Test]
    public void Who_asks_twice_bears_once() => Assert.That(Ranking.Of([Of(1, 1), Of(1, 1)]).Count(), Is.EqualTo(1));

    [Test]
    [Category("Invariant 7")]
    public void Who_is_not_fit_or_was_not_heard_lately_bears_not() => Assert.That(
        Ranking.Of([Of(1, 1) with { Unfit = "pregnant" }, Of(2, 1) with { Left = 0 }, Of(3, 1) with { Vitals = TimeSpan.FromSeconds(5.1) }, Of(4, 9)]).Select(intent => intent.Mother),
        Is.EqualTo(new[] { TestRoster.Id(4) }));
}
