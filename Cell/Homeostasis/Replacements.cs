using Cell.Tissue;

namespace Cell.Homeostasis;

/// <summary>How often a line of descent may be replaced: what makes one machine after the other slow is no matter of machines. Pure.</summary>
internal static class Replacements
{
    private const int MostADay = 2;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Half of an ailing cell's others ail too: that is no matter of single machines, and nobody is replaced.</summary>
    public static bool AreVain(int ailing, int cells) => cells > 1 && (ailing - 1) * 2 >= cells - 1;

    /// <summary>Why a cell is not replaced; null: it may be.</summary>
    /// <param name="birth">Its own birth, which may have been the replacement of another one.</param>
    public static string? Forbids(IReadOnlyDictionary<string, Birth> births, string birth, DateTimeOffset now)
    {
        var count = 0;
        var at = births.GetValueOrDefault(birth);
        while (count < MostADay && at is { Replaces: true } && now - at.Signed < Day)
        {
            count++;
            var mother = at.Mother;
            at = births.Values.FirstOrDefault(other => other.Daughter == mother);
        }

        return count >= MostADay ? $"{count} cells of its line were replaced within a day: {MostADay} are allowed" : null;
    }
}
