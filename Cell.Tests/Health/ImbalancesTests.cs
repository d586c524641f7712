using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Health;

internal sealed class ImbalancesTests
{
    private static readonly Aggregate Sum = new(4, 2, 0, 10);

    [Test]
    public void A_role_in_balance_gives_no_cause() => Assert.That(Keys(Sum with { Shared = new SharedLoad("broker", 0.6), Slow = 1 }), Is.Empty);

    [Test]
    public void A_bottleneck_that_all_share_is_named() => Assert.That(Keys(Sum with { Shared = new SharedLoad("broker", 0.61) }), Is.EqualTo(new[] { "bottleneck broker" }));

    [Test]
    public void What_several_roles_share_is_told_once() =>
        Assert.That(
            Imbalances.Of(new Dictionary<Role, Aggregate> { [Role.Api] = Sum with { Shared = new SharedLoad("broker", 0.8) }, [Role.Crawler] = Sum with { Shared = new SharedLoad("broker", 0.9) } }).Select(condition => condition.Text),
            Is.EqualTo(new[] { "broker is outgrown (load 0.90, 0.6 is the most): more cells would not help, and none is born for growth." }));

    [Test]
    public void Births_that_did_not_help_and_a_role_that_became_slow_as_a_whole_are_told() =>
        Assert.That(Keys(Sum with { Inhibited = "why", Slow = 3 }), Is.EqualTo(new[] { "inhibited crawler", "slow crawler" }));

    [Test]
    public void A_role_that_fails_as_a_whole_is_told() => Assert.That((Keys(Sum with { Faulty = 2 }), Keys(Sum with { Faulty = 3 })), Is.EqualTo((Array.Empty<string>(), new[] { "faults crawler" })));

    // One of two is replaced; the operator was told all the same that nobody is.
    [TestCase(2, 1, false)]
    [TestCase(2, 2, true)]
    [TestCase(3, 1, false)]
    [TestCase(3, 2, true)]
    [TestCase(1, 1, false)]
    public void Who_is_replaced_is_not_told_of_as_one_who_is_not(int cells, int slow, bool told) => Assert.That(Keys(Sum with { Cells = cells, Slow = slow }).Any(), Is.EqualTo(told));

    private static IEnumerable<string> Keys(Aggregate sum) => Imbalances.Of(new Dictionary<Role, Aggregate> { [Role.Crawler] = sum }).Select(condition => condition.Key);
}
