using Cell.Identity;

namespace Cell.Homeostasis;

/// <param name="Line">The oldest living ancestor of the one that was replaced, or itself.</param>
internal readonly record struct Replacement(CellId Line, DateTimeOffset At);

/// <summary>How often a line of descent may be replaced: what makes one machine after the other slow is no matter of machines. Pure.</summary>
internal static class Replacements
{
    private const int MostADay = 2;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Why a cell of that line is not replaced; "": it may be. For <see cref="Intent.Unfit"/>.</summary>
    public static string Unfit(IEnumerable<Replacement> done, CellId line, DateTimeOffset now) =>
        done.Count(one => one.Line == line && now - one.At < Day) is var count and >= MostADay
            ? $"{count} cells of its line were replaced within a day: {MostADay} are allowed"
            : "";
}
