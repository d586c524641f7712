using System.Collections.Immutable;
using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>A role's load of the last ten minutes, one reading a sample. Immutable; pure.</summary>
internal sealed record Recent(ImmutableList<Recent.Reading> Readings)
{
    /// <param name="Said">Sum of what was said.</param>
    /// <param name="Most">The same with those as full that said nothing.</param>
    internal readonly record struct Reading(TimeSpan At, double Said, double Most);

    public static readonly Recent None = new(ImmutableList<Reading>.Empty);

    public Recent With(Aggregate role, Terms terms, TimeSpan now) => Readings.Count > 0 && now - Readings[^1].At < terms.Sample
        ? this
        : new Recent(Kept(now - terms.Long - terms.Sample).Add(new Reading(now, role.Load, role.Load + role.Unmeasured)));

    /// <summary>The load that was there all the while; 0 when it was not looked at for so long.</summary>
    public double Least(TimeSpan window, TimeSpan now)
    {
        var least = double.MaxValue;
        for (var index = Readings.Count - 1; index >= 0; index--)
        {
            least = Math.Min(least, Readings[index].Said);
            if (now - Readings[index].At >= window)
            {
                return least;
            }
        }

        return 0;
    }

    /// <summary>The highest load of that time; null when it was not looked at for so long.</summary>
    public double? Most(TimeSpan window, TimeSpan now) => Readings.Count > 0 && now - Readings[0].At >= window ? Readings.Max(reading => reading.Most) : null;

    private ImmutableList<Reading> Kept(TimeSpan from)
    {
        var kept = Readings;
        while (kept.Count > 0 && kept[0].At < from)
        {
            kept = kept.RemoveAt(0);
        }

        return kept;
    }
}
