namespace Cell.Vitals;

internal enum Lane
{
    Starved,
    Relaxed,
    Balanced,
    Strained,
    Exhausted,
}

/// <summary>Load as people see it: 0 to 1 in five lanes, and how well a cell is. For display, and for who leaves first.</summary>
internal static class Stress
{
    private const double Strained = 0.6;

    public static double Of(double load) => double.IsNaN(load) ? 0 : Math.Clamp(load, 0, 1);

    public static Lane LaneOf(double load) => Of(load) switch
    {
        < 0.2 => Lane.Starved,
        < 0.4 => Lane.Relaxed,
        <= Strained => Lane.Balanced,
        <= 0.8 => Lane.Strained,
        _ => Lane.Exhausted,
    };

    /// <summary>1 down to 0. Idleness costs nothing.</summary>
    /// <param name="slowness">The probe's time / its baseline; 1 where it is not measured.</param>
    /// <param name="faults">Share of the work that failed by this cell's own fault, 0 to 1.</param>
    public static double Health(double load, double slowness, double faults) =>
        Math.Min(1, Strained / Math.Max(load, Strained)) * Math.Min(1, 1 / Math.Max(slowness, 1)) * (1 - Math.Clamp(faults, 0, 1));
}
