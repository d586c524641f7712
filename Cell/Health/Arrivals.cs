namespace Cell.Health;

/// <summary>How a cell's heartbeats come in, for accrual failure detection (Hayashibara et al., "The phi accrual failure detector", 2004). Immutable; pure.</summary>
/// <param name="Mean">Seconds from one to the next.</param>
/// <param name="Variance">Of it.</param>
internal readonly record struct Arrivals(double Mean, double Variance)
{
    // The last twenty or so count.
    private const double Weight = 0.1;

    // A clean network's heartbeats come so evenly that one late by a thread's turn would be suspicious.
    private const double LeastDeviation = 0.15;

    // A longer one was an absence: it says nothing of the next.
    private const double LongestGap = 20;

    /// <summary>Before any was seen.</summary>
    public static readonly Arrivals Unknown = new(1, 0.0625);

    public Arrivals With(TimeSpan gap)
    {
        var off = Math.Min(gap.TotalSeconds, LongestGap) - Mean;
        return new Arrivals(Mean + (Weight * off), (1 - Weight) * (Variance + (Weight * off * off)));
    }

    /// <summary>The suspicion: -log10 of the chance that a heartbeat comes yet after such a silence, if gaps are normally distributed.</summary>
    public double Phi(TimeSpan silence)
    {
        // The logistic approximation of the normal distribution (Bowling et al., 2009), which does not come to 0 too early.
        var y = (silence.TotalSeconds - Mean) / Math.Max(Math.Sqrt(Variance), LeastDeviation);
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));
        return -Math.Log10(y > 0 ? e / (1 + e) : 1 - (1 / (1 + e)));
    }
}
