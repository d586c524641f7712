using Cell.Genome;
using CsCheck;
using NUnit.Framework;

namespace Cell.Homeostasis;

internal sealed class DeficitTests
{
    private static readonly Population Many = new(1, 1000);

    [TestCase(5.0, 10, 0, 0)]
    [TestCase(5.01, 10, 0, 1)]
    [TestCase(50.0, 10, 0, 90)]
    [TestCase(50.0, 10, 25, 65)]
    [TestCase(50.0, 10, 100, 0)]
    [TestCase(0.0, 0, 0, 0)]
    [TestCase(double.NaN, 1, 0, 0)]
    public void Is_what_the_load_asks_for_less_those_that_live_and_are_being_born(double load, int cells, int pending, int deficit) =>
        Assert.That(Deficit.Of(load, cells, pending, null, Many, 0.5).Short, Is.EqualTo(deficit));

    [Test]
    public void Three_hosts_employ_three_crawlers_whatever_waits() => Assert.That(Deficit.Of(1000, 1, 0, 3, Many, 0.5), Is.EqualTo(new Deficit(2000, 3, 2)));

    [Test]
    [Category("Invariant 5")]
    public void Is_never_over_the_population_and_never_below_nothing() =>
        Gen.Select(Gen.Double[-1, 1e9], Gen.Int[0, 100_000], Gen.Int[0, 100_000], Gen.Int[0, 100_000]).Sample((load, cells, pending, most) =>
            Deficit.Of(load, cells, pending, null, new Population(0, most), 0.5).Short is var deficit && deficit >= 0 && (deficit == 0 || cells + pending + deficit <= most));
}
