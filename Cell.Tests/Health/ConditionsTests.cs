using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class ConditionsTests
{
    private static readonly Genes Genes = TestGenes.Of(TestGenes.Text);
    private static readonly Dictionary<Role, string> NoneUnborn = [];
    private static readonly Roster Whole = Roster.Empty.With(TestRoster.Id(1), TestRoster.Founder(0), CellState.Alive);

    [Test]
    public void A_whole_organism_gives_no_cause() => Assert.That(Conditions.Of(Whole, Genes, [], NoneUnborn), Is.Empty);

    [Test, Category("Invariant 6")]
    public void A_role_below_its_minimum_is_a_condition_that_says_what_is_left()
    {
        var condition = Conditions.Of(Whole.Turn(TestRoster.Id(1), CellState.Suspect, "silent"), Genes, [], NoneUnborn).First(one => one.Key == "minimum crawler");
        Assert.That(condition.Text, Is.EqualTo("0 crawler cells live; population.crawler.min is 1. 3 machines of the pool may be blank."));
    }

    [Test]
    public void With_no_blank_machine_it_says_so()
    {
        var roster = Enumerable.Range(1, 3).Aggregate(Roster.Empty, (roster, stem) => roster.With(new Taint($"stem{stem}.test", "broken", TestClock.Noon)));
        Assert.That(Conditions.Of(roster, Genes, [], NoneUnborn).First(one => one.Key == "minimum api").Text, Does.EndWith("No machine of the pool is blank: `cell pool add HOST` adds one, `cell pool list` shows them."));
    }

    [Test]
    public void The_last_failed_birth_is_named()
    {
        var roster = Roster.Empty.With(TestRoster.Birth(2, BirthState.Undone) with { Detail = "the link broke" });
        Assert.That(Conditions.Of(roster, Genes, [], NoneUnborn).First(one => one.Key == "minimum health").Text, Does.EndWith("the last birth that failed was on stem2.test: the link broke"));
    }

    [TestCase(0.3, false)]
    [TestCase(0.4, true)]
    public void A_cell_that_fails_by_its_own_doing_is_named_with_its_machine(double share, bool told)
    {
        var member = Whole.Members[TestRoster.Id(1)];
        var roster = Whole.With(member with { Entry = member.Entry with { Vitals = member.Entry.Vitals with { Faults = share } } });
        Assert.That(Conditions.Of(roster, Genes, [], NoneUnborn).Select(condition => condition.Key), Is.EqualTo(told ? [$"faults {TestRoster.Id(1)}"] : Array.Empty<string>()));
    }

    [Test]
    public void A_taint_and_a_quarantine_are_conditions()
    {
        var roster = Whole.With(new Taint("stem1.test", "not proved.", TestClock.Noon));
        roster = Isolation.Isolate(roster, TestRoster.Id(1), "it forked", TestClock.Noon);
        Assert.That(Conditions.Of(roster, Genes, [], NoneUnborn).Select(one => one.Key), Is.EqualTo(new[] { "taint stem1.test", $"quarantine {TestRoster.Id(1)}" }));
    }

    [Test]
    public void The_thresholds_of_one_expiry_are_one_condition()
    {
        var ends = TestClock.Noon.AddDays(20);
        var keys = new[] { TestClock.Noon, TestClock.Noon.AddDays(15) }.SelectMany(now =>
            Conditions.Of(Whole, Genes, [.. Identity.Expiry.OfGenome(3, TestClock.Noon.AddDays(-345), ends, now)], NoneUnborn)).Select(one => one.Key).Distinct();
        Assert.That(keys.Count(), Is.EqualTo(1));
    }
}
