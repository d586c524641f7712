namespace Cell.Vitals;

/// <summary>How many clients may be answered at once, from how long answers take (Netflix concurrency-limits' Gradient2Limit). Immutable; pure.</summary>
/// <param name="Estimate">The limit before it is rounded down.</param>
/// <param name="Long">The long mean of the answer times, in any unit.</param>
/// <param name="Count">Readings in the long mean, up to the end of its warm-up.</param>
internal readonly record struct Gradient2(double Estimate, double Long, int Count)
{
    private const double Smoothing = 0.2;
    private const double Tolerance = 1.5;
    private const double Queue = 4;
    private const int WarmUp = 10;
    private const double Weight = 2.0 / (600 + 1);

    public const int Least = 20;
    public const int Most = 200;

    public static readonly Gradient2 Start = new(Least, 0, 0);

    public int Limit => (int)Estimate;

    /// <param name="answer">How long an answer took, above 0.</param>
    /// <param name="inFlight">How many were under way when it began.</param>
    public Gradient2 With(double answer, int inFlight)
    {
        var next = Count < WarmUp
            ? this with { Long = ((Long * Count) + answer) / (Count + 1), Count = Count + 1 }
            : this with { Long = (Long * (1 - Weight)) + (answer * Weight) };
        var mean = next.Long;

        // After a long overload the mean comes down faster than it would by itself.
        if (mean / answer > 2)
        {
            next = next with { Long = mean * 0.95 };
        }

        // Who does not use the limit teaches nothing about it.
        if (inFlight < Estimate / 2)
        {
            return next;
        }

        var gradient = Math.Clamp(Tolerance * mean / answer, 0.5, 1.0);
        var wanted = (Estimate * gradient) + Queue;
        return next with { Estimate = Math.Clamp((Estimate * (1 - Smoothing)) + (wanted * Smoothing), Least, Most) };
    }
}
