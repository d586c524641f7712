namespace Cell.Vitals;

/// <summary>The share of a cell's work that failed by its own doing, of about the last minute. What the world does to it is no fault of the cell. Thread-safe.</summary>
internal sealed class FaultMeter(TimeProvider time)
{
    public const string Name = "faults";

    /// <summary>When half of all fails, the cell is worth nothing.</summary>
    public const double Most = 0.5;

    // Of less nothing can be said.
    private const double Enough = 5;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private double done;
    private double failed;
    private TimeSpan at;

    public void Did() => Count(1, 0);

    public void Failed() => Count(0, 1);

    /// <summary>0 to 1; null: there was too little work to tell.</summary>
    public double? Share
    {
        get
        {
            lock (gate)
            {
                Age();
                return done + failed >= Enough ? failed / (done + failed) : null;
            }
        }
    }

    public VitalSign Sign() => Share is { } share
        ? VitalSign.Of(Name, "of its work", SignClass.Own, share, Most)
        : VitalSign.Unknown(Name, "of its work", SignClass.Own, "It did too little in the last minute to tell.");

    private void Count(double did, double not)
    {
        lock (gate)
        {
            Age();
            (done, failed) = (done + did, failed + not);
        }
    }

    private void Age()
    {
        var now = time.GetElapsedTime(0);
        var left = Math.Exp(-Math.Max(0, (now - at) / Memory));
        (done, failed, at) = (done * left, failed * left, now);
    }
}

/// <summary>Tells a cell that fails for good from one that failed for a moment. Immutable; pure.</summary>
/// <param name="Share">Of its work; null: not known.</param>
/// <param name="Since">When it was too much first, on the cell's clock; null: it is not.</param>
internal readonly record struct FaultWatch(double? Share, TimeSpan? Since)
{
    public static readonly FaultWatch None = new(null, null);

    private const double Strained = 0.6;

    public static bool IsMuch(double? share) => share / FaultMeter.Most > Strained;

    public bool IsFaulty(TimeSpan now, TimeSpan again) => Since is { } since && now - since >= again;

    public FaultWatch With(double? share, TimeSpan now) => new(share, IsMuch(share) ? Since ?? now : null);
}
