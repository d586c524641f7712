using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>What a cell remembers of its role between two samples. Immutable; pure.</summary>
/// <param name="Above">The role has too much to do.</param>
/// <param name="Below">The role has too little to do, whatever those do that say nothing.</param>
/// <param name="Mine">This cell has too much to do.</param>
internal sealed record RoleWindows(Held Above, Held Below, Held Mine)
{
    /// <summary>Also after a time in which nothing was seen: what was before it counts no more.</summary>
    public static readonly RoleWindows Unseen = new(Held.Not, Held.Not, Held.Not);

    public RoleWindows With(Aggregate role, double? own, Terms terms, TimeSpan now) => new(
        Above.With(role.MeanSaid() > terms.High, now),
        Below.With(role.Cells > 0 && role.MeanAtMost() < terms.Low, now),
        Mine.With(own > terms.High, now));
}

internal static class Means
{
    /// <summary>Who says nothing has nothing to do: so growth is judged.</summary>
    public static double MeanSaid(this Aggregate role) => role.Load / Math.Max(1, role.Cells);

    /// <summary>Who says nothing has as much to do as it can: so leaving is judged.</summary>
    public static double MeanAtMost(this Aggregate role) => (role.Load + role.Unmeasured) / Math.Max(1, role.Cells);
}
