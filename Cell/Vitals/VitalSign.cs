namespace Cell.Vitals;

/// <summary>What a sign can lead to.</summary>
internal enum SignClass
{
    /// <summary>A daughter takes a part of it: it makes the role grow.</summary>
    Divisible,
    /// <summary>Of this machine alone: an alert, or another machine.</summary>
    Own,
    /// <summary>Of something that all cells use: a daughter makes it worse, so it forbids growth.</summary>
    Shared,
}

/// <summary>One thing that a cell measures of itself.</summary>
/// <param name="Raw">In its unit; null: it cannot be measured.</param>
/// <param name="Capacity">What of it is there, in the same unit.</param>
/// <param name="Load">Demand / capacity: 0.5 is ideal, above 1 is more than there is; null: it cannot be measured.</param>
/// <param name="WhyNot">Why it cannot be measured; "" when it can.</param>
internal sealed record VitalSign(string Name, string Unit, SignClass Class, double? Raw, double? Capacity, double? Load, string WhyNot)
{
    public static VitalSign Of(string name, string unit, SignClass kind, double raw, double capacity) =>
        capacity > 0 && double.IsFinite(raw) ? new VitalSign(name, unit, kind, raw, capacity, Math.Max(0, raw / capacity), "") : Unknown(name, unit, kind, "There is no capacity to measure it by.");

    public static VitalSign Unknown(string name, string unit, SignClass kind, string why) => new(name, unit, kind, null, null, null, why);

    public override string ToString() => Load is { } load
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} {Raw:0.##} of {Capacity:0.##} {Unit}: load {load:0.00} ({Class.ToString().ToLowerInvariant()})")
        : $"{Name}: {WhyNot} ({Class.ToString().ToLowerInvariant()})";
}
