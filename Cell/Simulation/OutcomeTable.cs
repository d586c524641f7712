using System.Globalization;
using System.Text;

namespace Cell.Simulation;

/// <summary>A result for people.</summary>
internal static class OutcomeTable
{
    private const int Told = 20;

    public static string Of(Outcome outcome)
    {
        var text = new StringBuilder();
        void Line(string name, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"{name,-32}{value.ToString(CultureInfo.InvariantCulture)}\n");
        Line(outcome.Scenario, $"{TimeSpan.FromSeconds(outcome.Seconds)}; policy: {outcome.Policy}; seed {outcome.Seed}");
        Line("cells", $"{outcome.Begin} at first, {outcome.Most} at most, {outcome.End} in the end");
        Line("births", $"{outcome.Births}; {outcome.Left} left, {outcome.Died} died, {outcome.Reversals} were taken back within an hour");
        Line("strained (above 0.6)", $"{outcome.Strained} s, {100.0 * outcome.Strained / outcome.Seconds:0.0} %; overloaded (above 1) {outcome.Overloaded} s");
        Line("machine hours", $"{outcome.Bill.MachineHours:0.0}, cost {outcome.Bill.Cost:0.00}");
        Line("  best fixed fleet", $"{outcome.Bill.FixedHours:0.0}, cost {outcome.Bill.FixedCost:0.00}: {outcome.Bill.Fixed} cells are strained no longer than that");
        Line("  who knows the future", $"{outcome.Bill.Clairvoyant:0.0}");
        foreach (var alert in outcome.Alerts.Take(Told))
        {
            Line("alert", $"{alert}");
        }

        return text.ToString();
    }
}
