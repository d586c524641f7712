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
    public void Births_that_did_not_help_and_a_role_that_became_slow_as_a_whole_are_told() =>
        Assert.That(Keys(Sum with { Inhibited = "why", Slow = 2 }), Is.EqualTo(new[] { "inhibited crawler", "slow crawler" }));

    [Test]
    public void A_role_that_fails_as_a_whole_is_told() => Assert.That((Keys(Sum with { Faulty = 1 }), Keys(Sum with { Faulty = 2 })), Is.EqualTo((Array.Empty<string>(), new[] { "faults crawler" })));

    private static IEnumerable<string> Keys(Aggregate sum) => Imbalances.Of(new Dictionary<Role, Aggregate> { [Role.Crawler] = sum }).Select(condition => condition.Key);
}
