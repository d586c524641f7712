using Cell.Vitals;
using NUnit.Framework;

namespace Cell.Crawling;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ConcurrencyTests
{
    private int most = 20;
    private string? strain;

    [Test]
    public void It_is_what_the_genome_says_until_the_machine_is_short_of_something()
    {
        var concurrency = Concurrency();
        Assert.That(Passed(concurrency, 5, 20), Is.EqualTo(20));
        strain = "memory is at 0.95, above 0.9";
        Assert.That(Passed(concurrency, 1, 20), Is.EqualTo(18));
        Assert.That(Passed(concurrency, 2, 20), Is.EqualTo(14));
        Assert.That(Passed(concurrency, 60, 20), Is.EqualTo(1), "one host is always worked on");
        strain = null;
        Assert.That(Passed(concurrency, 1, 20), Is.EqualTo(2));
        Assert.That(Passed(concurrency, 60, 20), Is.EqualTo(20));
        Assert.That(concurrency.Sign(5).Load, Is.EqualTo(0.25));
    }

    [Test]
    public void An_API_that_asks_for_a_pause_is_asked_for_less_at_once()
    {
        var concurrency = Concurrency();
        concurrency.Refused();
        concurrency.Refused();
        Assert.That(Passed(concurrency, 1, 20), Is.EqualTo(18), "several in one second are one sign");
        Assert.That(Passed(concurrency, 1, 20), Is.EqualTo(19));
    }

    [Test]
    public void It_does_not_grow_beyond_what_is_used()
    {
        var concurrency = Concurrency();
        strain = "cpu pressure is at 0.9, above 0.8";
        Passed(concurrency, 60, 3);
        strain = null;
        Assert.That(Passed(concurrency, 60, 3), Is.EqualTo(7), "twice what is at work, and one to try");
    }

    [Test]
    public void A_changed_genome_counts_at_once()
    {
        var concurrency = Concurrency();
        most = 4;
        Assert.That(concurrency.Limit, Is.EqualTo(4));
    }

    [TestCase(0.5, 0.5, null)]
    [TestCase(0.81, 0.5, "cpu pressure is at 0.81, above 0.8")]
    [TestCase(0.9, 0.91, "memory is at 0.91, above 0.9")]
    public void Strain_is_pressure_on_the_processors_or_little_memory(double cpu, double memory, string? strained) =>
        Assert.That(Strain.Of(VitalSign.Of("cpu pressure", "%", SignClass.Own, cpu, 1), VitalSign.Of("memory", "MiB", SignClass.Own, memory, 1)), Is.EqualTo(strained));

    [Test]
    public void What_cannot_be_measured_is_no_strain() =>
        Assert.That(Strain.Of(VitalSign.Unknown("cpu pressure", "%", SignClass.Own, "no psi"), VitalSign.Unknown("memory", "MiB", SignClass.Own, "hidden")), Is.Null);

    private Concurrency Concurrency() => new(() => most, () => strain, TimeProvider.System);

    private static int Passed(Concurrency concurrency, int seconds, int working)
    {
        for (var second = 0; second < seconds; second++)
        {
            concurrency.Adapt(working);
        }

        return concurrency.Limit;
    }
}
