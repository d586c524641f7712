using System.Globalization;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>What a cell does about one of its roles: the design's section 6, in its order. Pure and total.</summary>
internal static class React
{
    // Later than this by its own timer, what it sees is older than it thinks.
    private static readonly TimeSpan OwnLateness = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<Reaction> To(Situation situation)
    {
        if (Blind(situation) is { } blind)
        {
            return [blind];
        }

        var role = situation.Aggregate!; // Blind without it
        if (Bottleneck(situation, role) is { } shared)
        {
            return [shared];
        }

        if (Yield(situation, role) is { } yielded)
        {
            return [yielded];
        }

        var shed = Shed(situation, role);
        var decision = Shortage(situation, role) ?? Ailing(situation, role) ?? Excess(situation, role);
        return (shed, decision) switch
        {
            ({ } first, null) => [first],
            ({ } first, { } second) => [first, second],
            (null, { } only) => [only],
            _ => [Hold(situation, situation.Windows.Above.Since is null && situation.Windows.Below.Since is null ? HoldCause.Balanced : HoldCause.Watching, "")],
        };
    }

    private static Reaction.Hold? Blind(Situation situation)
    {
        var senses = situation.Senses;
        return true switch
        {
            _ when !(senses.Vitals <= Terms.Stale) => Hold(situation, HoldCause.Blind, "its own readings are stale"),
            _ when !(senses.Roster <= Freshness.Roster) => Hold(situation, HoldCause.Blind, "no health cell has answered lately"),
            _ when senses.Late > OwnLateness => Hold(situation, HoldCause.Blind, "its own timer was late"),
            _ when senses.Barred is { } barred => Hold(situation, HoldCause.Blind, barred),
            _ when senses.Pregnant is { } birth => Hold(situation, HoldCause.Pregnant, birth),
            _ when situation.Aggregate is null => Hold(situation, HoldCause.Blind, "nothing is known of its role"),
            _ => null,
        };
    }

    private static Reaction.Hold? Bottleneck(Situation situation, Aggregate role)
    {
        var worst = situation.Own.Signs.Where(sign => sign.Class == Vitals.SignClass.Shared && sign.Load is not null).Select(sign => new SharedLoad(sign.Name, sign.Load ?? 0))
            .Append(role.Shared).OfType<SharedLoad>().MaxBy(shared => shared.Load);
        return worst is { Load: > Terms.Veto }
            ? Hold(situation, HoldCause.Shared, string.Create(CultureInfo.InvariantCulture, $"{worst.Name} is the bottleneck (load {worst.Load:0.00}), and a daughter would not help"))
            : null;
    }

    // Crawlers pull what they can do, and have nothing to send away.
    private static Reaction.Shed? Shed(Situation situation, Aggregate role)
    {
        if (situation.Role != Role.Api || situation.Own.Load is not { } own || !situation.Windows.Mine.For(situation.Terms.Confirm, situation.Now))
        {
            return null;
        }

        var level = Math.Max(role.MeanSaid(), situation.Terms.Ideal);
        var to = situation.Siblings.Where(sibling => sibling.Cell != situation.Own.Cell).Take(2).MinBy(sibling => sibling.Load);
        return own > situation.Terms.High && own > level && to is not null && to.Load < own ? new Reaction.Shed(situation.Role, (own - level) / own, to, FiguresOf(situation)) : null;
    }

    private static Reaction? Shortage(Situation situation, Aggregate role)
    {
        if (!(role.MeanSaid() > situation.Terms.High) || !situation.Windows.Above.For(situation.Terms.ConfirmAt(role.MeanSaid()), situation.Now))
        {
            return null;
        }

        if (role.Inhibited is { } inhibited)
        {
            return Hold(situation, HoldCause.Inhibited, inhibited);
        }

        // A process with several roles first gives the crawling away.
        if (situation.Role != Role.Crawler && situation.Own.Others.Contains(Role.Crawler))
        {
            return new Reaction.Intend(situation.Role, Role.Crawler, 1, FiguresOf(situation));
        }

        var deficit = Deficit.Of(role.Load, role.Cells, role.Pending, role.Useful, situation.Population, situation.Terms.Ideal);
        return deficit.Short > 0
            ? new Reaction.Intend(situation.Role, situation.Role, deficit.Short, FiguresOf(situation))
            : Hold(situation, HoldCause.Covered, deficit.Allowed < deficit.Wanted ? $"{deficit.Wanted} would be needed, {deficit.Allowed} are allowed or have something to do" : "those that are being born are enough");
    }

    private static Reaction? Ailing(Situation situation, Aggregate role) => situation switch
    {
        { Own.Probe: { } probe } when probe.IsSlow(situation.Now, situation.Terms.Again) => Replaced(situation, role, role.Slow, new Ailment(HoldCause.AllSlow, "became slow", "its machine is slow", string.Create(
            CultureInfo.InvariantCulture, $"its machine takes {probe.Ratio ?? ProbeFired:0.00} times as long as when it was new here"))),
        { Own.Faults: var faults } when faults.IsFaulty(situation.Now, situation.Terms.Again) => Replaced(situation, role, role.Faulty, new Ailment(HoldCause.AllFaulty, "fail at their work", "it fails on its machine", string.Create(
            CultureInfo.InvariantCulture, $"{faults.Share ?? 0:P0} of its work fails by its own doing"))),
        _ => null,
    };

    private static Reaction Replaced(Situation situation, Aggregate role, int ailing, Ailment ailment) => true switch
    {
        _ when Replacements.AreVain(ailing, role.Cells) => Hold(situation, ailment.AllOfThem, $"{ailing} of {role.Cells} {ailment.They} at once"),
        _ when situation.Own.Replaced && WouldLack(situation, role) is null => new Reaction.Leave(situation.Role, $"its daughter is healthy, and {ailment.It}", FiguresOf(situation)),
        _ when situation.Own.Replaced => Hold(situation, HoldCause.Watching, "it is replaced, and still needed"),
        _ when role.Replacing > 0 => Hold(situation, HoldCause.Watching, "another one is being replaced"),
        _ => new Reaction.Replace(situation.Role, ailment.Detail, FiguresOf(situation)),
    };

    private sealed record Ailment(HoldCause AllOfThem, string They, string It, string Detail);

    // Another role needs its machine more.
    private static Reaction? Yield(Situation situation, Aggregate role) => situation.Own.MayLeave is not { Yields: true } leave ? null
        : WouldLack(situation, role) is { } needed ? Hold(situation, HoldCause.Watching, needed)
        : new Reaction.Leave(situation.Role, leave.Why, FiguresOf(situation));

    private static Reaction? Excess(Situation situation, Aggregate role)
    {
        // The health cell looked at the long window; she looks at what is now.
        if (situation.Own.MayLeave is not { } leave || role.MeanAtMost() >= situation.Terms.Ideal || role.Pending > 0)
        {
            return null;
        }

        var left = (role.Load + role.Unmeasured) / Math.Max(1, role.Cells - 1);
        return WouldLack(situation, role) is { } needed ? Hold(situation, HoldCause.Balanced, needed)
            : left > situation.Terms.Kept ? Hold(situation, HoldCause.Balanced, "the others would have too much to do without it")
            : new Reaction.Leave(situation.Role, leave.Why, FiguresOf(situation));
    }

    // A median that is not there: it fired all the same.
    private const double ProbeFired = Vitals.ProbeWatch.Slow;

    private static string? WouldLack(Situation situation, Aggregate role) => true switch
    {
        _ when situation.Own.Needed.Length > 0 => situation.Own.Needed,
        _ when role.Cells <= 1 => "it is the last one of its role",
        _ when role.Cells <= situation.Population.Min => "no fewer are allowed",
        _ => null,
    };

    private static Reaction.Hold Hold(Situation situation, HoldCause cause, string detail) => new(situation.Role, cause, detail, FiguresOf(situation));

    private static Figures FiguresOf(Situation situation) =>
        new(situation.Aggregate is { Cells: > 0 } role ? role.MeanSaid() : null, situation.Own.Load, situation.Aggregate?.Cells ?? 0, situation.Aggregate?.Pending ?? 0);
}
