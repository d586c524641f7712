namespace Cell.Simulation;

/// <summary>What it cost, beside what it would have cost otherwise.</summary>
/// <param name="MachineHours">Of living cells and of births under way.</param>
/// <param name="Fixed">The smallest fleet that is not strained for longer, all the time.</param>
/// <param name="Clairvoyant">Machine hours of who knows the future, and is never strained: at each moment as many as are needed, each born in time.</param>
internal sealed record Bill(double MachineHours, decimal Cost, int Fixed, double FixedHours, decimal FixedCost, double Clairvoyant)
{
    public static Bill Of(Scenario scenario, IReadOnlyList<Moment> moments)
    {
        var hours = moments.Sum(moment => moment.Cells + moment.Pending) / 3600.0;
        var strained = moments.Count(moment => moment.Load > Homeostasis.Terms.Usual.High);
        var needs = moments.Select(moment => Needed(scenario, moment.Demand)).ToList();
        var sorted = needs.Order().ToList();
        var fleet = sorted.Count == 0 ? 1 : sorted[Math.Max(0, sorted.Count - 1 - strained)];
        var fixedHours = fleet * moments.Count / 3600.0;
        return new Bill(hours, scenario.Body.PricePerHour * (decimal)hours, fleet, fixedHours, scenario.Body.PricePerHour * (decimal)fixedHours, Foreseen(needs, (int)scenario.Body.Birth.TotalSeconds));
    }

    private static int Needed(Scenario scenario, double demand)
    {
        var one = scenario.Body.Capacity * Homeostasis.Terms.Usual.High / (scenario.Role == Genome.Role.Crawler ? scenario.Terms.Ideal : 1);
        return Math.Max(Math.Max(1, scenario.Population.Min), (int)Math.Ceiling((demand / one) - 1e-9));
    }

    // Who is needed in a birth's time must be paid for from now on.
    private static double Foreseen(List<int> needs, int birth)
    {
        var total = 0.0;
        var ahead = new LinkedList<int>();
        for (var at = needs.Count - 1; at >= 0; at--)
        {
            while (ahead.Last is { } last && needs[last.Value] <= needs[at])
            {
                ahead.RemoveLast();
            }

            ahead.AddLast(at);
            while (ahead.First is { } first && first.Value > at + birth)
            {
                ahead.RemoveFirst();
            }

            total += needs[ahead.First?.Value ?? at];
        }

        return total / 3600;
    }
}
