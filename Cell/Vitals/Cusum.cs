namespace Cell.Vitals;

/// <summary>One-sided cumulative sum of what lies above a baseline (Page, "Continuous inspection schemes", 1954), in standard deviations. Immutable; pure.</summary>
internal readonly record struct Cusum(double Sum)
{
    /// <summary>Allowance: half of the shift that is to be found.</summary>
    public const double Allowance = 0.5;

    /// <summary>Decision limit. Of independent readings one in some hundred thousand passes it by chance.</summary>
    public const double Limit = 8;

    public static readonly Cusum Zero = new(0);

    public bool Fired => Sum > Limit;

    public Cusum With(double reading, double mean, double deviation) => new(Math.Max(0, Sum + ((reading - mean) / deviation) - Allowance));
}
