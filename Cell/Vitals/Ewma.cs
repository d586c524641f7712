namespace Cell.Vitals;

/// <summary>Exponentially weighted mean of readings that come at uneven times. Immutable; pure.</summary>
/// <param name="Value">Null before the first reading.</param>
internal readonly record struct Ewma(double? Value, TimeSpan At)
{
    public static readonly Ewma Empty = new(null, TimeSpan.Zero);

    /// <param name="constant">What is so old weighs 1/e.</param>
    public Ewma With(double reading, TimeSpan now, TimeSpan constant) => Value is { } before
        ? new Ewma(before + ((reading - before) * (1 - Math.Exp(-Math.Max(0, (now - At) / constant)))), now)
        : new Ewma(reading, now);
}
