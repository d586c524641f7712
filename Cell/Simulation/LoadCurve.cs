using System.Globalization;

namespace Cell.Simulation;

/// <param name="Ramp">It is reached in a straight line from the point before.</param>
internal readonly record struct LoadPoint(TimeSpan At, double Value, bool Ramp);

/// <summary>What is asked of the organism, a second: steps and ramps, and a wave on top of them.</summary>
/// <param name="Height">Of the wave, from its lowest to its highest.</param>
internal sealed record LoadCurve(IReadOnlyList<LoadPoint> Points, double Height, TimeSpan Period)
{
    public static LoadCurve Flat(double value) => new([new LoadPoint(TimeSpan.Zero, value, false)], 0, TimeSpan.FromDays(1));

    public double At(TimeSpan now)
    {
        var (next, end) = (0, Points.Count);
        while (next < end)
        {
            var middle = (next + end) / 2;
            (next, end) = Points[middle].At <= now ? (middle + 1, end) : (next, middle);
        }

        var from = next == 0 ? new LoadPoint(TimeSpan.Zero, 0, false) : Points[next - 1];
        var value = next < Points.Count && Points[next].Ramp
            ? from.Value + ((Points[next].Value - from.Value) * ((now - from.At) / (Points[next].At - from.At)))
            : from.Value;
        return Math.Max(0, value + (Height == 0 ? 0 : Height * (1 - Math.Cos(2 * Math.PI * (now / Period))) / 2));
    }

    /// <summary>Lines of "seconds,value", as a monitoring system exports them; a first line with names is passed over.</summary>
    public static IReadOnlyList<LoadPoint>? OfTrace(IEnumerable<string> lines)
    {
        var points = new List<LoadPoint>();
        foreach (var (line, number) in lines.Select((line, number) => (line.Trim(), number)))
        {
            if (line.Length == 0 || (number == 0 && char.IsLetter(line[0])))
            {
                continue;
            }

            if (line.Split(',') is not [var at, var value] || !double.TryParse(at, CultureInfo.InvariantCulture, out var seconds) || !double.TryParse(value, CultureInfo.InvariantCulture, out var load)
                || seconds < 0 || load < 0 || (points.Count > 0 && TimeSpan.FromSeconds(seconds) <= points[^1].At))
            {
                return null;
            }

            points.Add(new LoadPoint(TimeSpan.FromSeconds(seconds), load, points.Count > 0));
        }

        return points.Count == 0 ? null : points;
    }
}
