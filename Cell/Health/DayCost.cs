using Cell.Genome;
using Cell.Tissue;

namespace Cell.Health;

/// <summary>What the machines of the pool cost from midnight to midnight (UTC): spent today, and price x hours left today of all that live, are being
/// woken, and this one. Pure.</summary>
internal static class DayCost
{
    /// <summary>Why this machine may not be used today; null: it may.</summary>
    /// <param name="own">The reservation that would become this birth: not counted twice.</param>
    public static string? Over(Roster roster, Genes genes, PoolMachine machine, Waking? own, DateTimeOffset now)
    {
        if (machine.PricePerHour == 0)
        {
            return null;
        }

        // Who lived there before is no more, seen or not: this birth shows it.
        var others = roster with
        {
            Wakings = own is null ? roster.Wakings : roster.Wakings.Remove(own.Machine),
            Births = roster.Births.SetItems(roster.Births.Values.Where(birth => birth.Machine == machine.Host && birth.Ended is null).Select(birth => KeyValuePair.Create(birth.Id, birth with { Ended = now }))),
        };
        var cost = Of(others, genes, now) + (machine.PricePerHour * Hours(own?.Since ?? now, Tomorrow(now), now));
        return cost > genes.Limits.CostPerDay
            ? $"limits.costPerDay is {genes.Limits.CostPerDay}; with {machine.Host} until midnight (UTC) it would be {cost:0.00}."
            : null;
    }

    public static decimal Of(Roster roster, Genes genes, DateTimeOffset now)
    {
        var prices = genes.Pool.Machines.ToDictionary(entry => entry.Host, entry => entry.PricePerHour);
        var tomorrow = Tomorrow(now);
        var spans = roster.Births.Values.Select(birth => (birth.Machine, From: birth.Signed, To: birth.Ended ?? tomorrow))
            .Concat(roster.Uses.Select(use => (use.Machine, use.From, use.To)))
            .Concat(roster.Wakings.Values.Select(waking => (waking.Machine, From: waking.Since, To: tomorrow)));
        return spans.Sum(span => prices.GetValueOrDefault(span.Machine) * Hours(span.From, span.To, now));
    }

    private static DateTimeOffset Tomorrow(DateTimeOffset now) => Today(now).AddDays(1);

    private static DateTimeOffset Today(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    private static decimal Hours(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var begin = from > Today(now) ? from : Today(now);
        return to > begin ? (decimal)(to - begin).TotalHours : 0;
    }
}
