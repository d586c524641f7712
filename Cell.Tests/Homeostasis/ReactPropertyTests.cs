using Cell.Tissue;
using CsCheck;
using NUnit.Framework;

namespace Cell.Homeostasis;

/// <summary>What must hold in any situation, sensible or not.</summary>
internal sealed class ReactPropertyTests
{
    [Test]
    public void Always_says_something_with_a_reason_and_the_same_again() => TestSituation.Any.Sample(situation =>
    {
        var reactions = React.To(situation);
        return reactions.Count > 0 && reactions.All(reaction => reaction.Reason.Length > 0) && reactions.SequenceEqual(React.To(situation));
    });

    [Test]
    [Category("Invariant 7")]
    public void Never_acts_blind_barred_or_pregnant() => TestSituation.Any.Sample(situation =>
    {
        var senses = situation.Senses;
        var sees = senses.Vitals <= Terms.Stale && senses.Roster <= Freshness.Roster && senses.Late <= TimeSpan.FromSeconds(1)
            && senses.Barred is null && senses.Pregnant is null && situation.Aggregate is not null;
        return sees || React.To(situation) is [Reaction.Hold { Cause: HoldCause.Blind or HoldCause.Pregnant }];
    });

    [Test]
    [Category("Invariant 5")]
    public void Never_wants_more_than_is_allowed_or_has_something_to_do() => TestSituation.Any.Sample(situation =>
        React.To(situation).OfType<Reaction.Intend>().Where(intend => intend.Wanted == intend.Role).All(intend =>
            intend.Short > 0 && situation.Aggregate is { } role && role.Cells + role.Pending + intend.Short <= Math.Min(situation.Population.Max, role.Useful ?? int.MaxValue)));

    [Test]
    [Category("Invariant 6")]
    public void The_last_one_never_leaves_nor_does_who_is_needed_nor_one_below_the_minimum() => TestSituation.Any.Sample(situation =>
        !React.To(situation).OfType<Reaction.Leave>().Any() || (situation.Aggregate is { } role && role.Cells > Math.Max(1, situation.Population.Min) && situation.Own.Needed.Length == 0));

    [Test]
    public void A_shared_sign_forbids_growth() => TestSituation.Any.Sample(situation =>
        !(situation.Aggregate?.Shared?.Load > Terms.Veto || situation.Own.Signs.Any(sign => sign.Class == Vitals.SignClass.Shared && sign.Load > Terms.Veto))
        || React.To(situation).All(reaction => reaction is Reaction.Hold));

    // An unknown load is no reason to grow.
    [Test]
    [Category("Invariant 10")]
    public void Who_says_nothing_never_makes_a_role_grow_and_keeps_it_from_shrinking() => TestSituation.AnyAggregate.Sample(role =>
    {
        var silent = role with { Load = 0, Unmeasured = role.Cells };
        var windows = RoleWindows.Unseen.With(silent, null, Terms.Usual, TestSituation.Now);
        return windows.Above.Since is null && windows.Below.Since is null;
    });

    [Test]
    [Category("Invariant 10")]
    public void Of_nobody_nothing_follows()
    {
        var none = TestSituation.Short(0.9, 60) with { Aggregate = new Aggregate(0, 0, 0, 0) };
        Assert.That(React.To(none), Is.All.InstanceOf<Reaction.Hold>());
        Assert.That(Leavers.Of([], 0, none.Population, none.Terms.Kept), Is.Empty);
        Assert.That(Ranking.Of([]), Is.Empty);
    }
}
