using System.Collections.Immutable;

namespace Cell.Vitals;

/// <summary>How long the reference page takes on this machine when it is well: taken here at its preflight, never inherited.</summary>
/// <param name="Mean">Milliseconds.</param>
/// <param name="Deviation">Of it.</param>
internal sealed record ProbeBaseline(double Mean, double Deviation)
{
    // A quiet machine's first minutes are more even than its days.
    private const double LeastDeviation = 0.1;

    public static ProbeBaseline Of(IReadOnlyCollection<double> milliseconds)
    {
        var mean = milliseconds.Average();
        var variance = milliseconds.Sum(time => (time - mean) * (time - mean)) / Math.Max(1, milliseconds.Count - 1);
        return new ProbeBaseline(mean, Math.Max(Math.Sqrt(variance), mean * LeastDeviation));
    }
}

/// <summary>Tells a machine that became slow from one that was busy for a while. Immutable; pure.</summary>
/// <param name="Last">Up to five readings in milliseconds, the newest last.</param>
/// <param name="Since">When it first showed, on the cell's clock; null: it does not.</param>
internal sealed record ProbeWatch(ProbeBaseline Baseline, Cusum Cusum, ImmutableArray<double> Last, TimeSpan? Since)
{
    /// <summary>From here on a machine counts as slow.</summary>
    public const double Slow = 1.3;

    private const int Readings = 5;

    public static ProbeWatch Of(ProbeBaseline baseline) => new(baseline, Cusum.Zero, [], null);

    /// <summary>Median of the last readings / baseline; null before there are five.</summary>
    public double? Ratio => Last.Length < Readings ? null : Last.Order().ElementAt(Readings / 2) / Baseline.Mean;

    /// <summary>It shows for so long that it is no passing burden.</summary>
    public bool IsSlow(TimeSpan now, TimeSpan again) => Since is { } since && now - since >= again;

    public ProbeWatch With(double milliseconds, TimeSpan now)
    {
        var next = this with
        {
            Cusum = Cusum.With(milliseconds, Baseline.Mean, Baseline.Deviation),
            Last = [.. Last.Length < Readings ? Last : Last.RemoveAt(0), milliseconds],
        };
        return (next.Cusum.Fired, next.Ratio >= Slow) switch
        {
            (true, true) => next with { Since = Since ?? now },

            // It is over: what was summed up must not speak against the machine next week.
            (true, false) when next.Ratio is not null && Since is not null => next with { Since = null, Cusum = Cusum.Zero },
            _ => next with { Since = null },
        };
    }
}
