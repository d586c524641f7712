using System.Numerics;

namespace Cell.Pages;

/// <summary>A hit with what tells that it says the same as another one.</summary>
/// <param name="Hash">The first 64 bits of the body's hash; 0: not known.</param>
/// <param name="Simhash">0: too short to tell.</param>
internal sealed record Likeness(int Document, float Score, long Hash, long Simhash);

/// <param name="Similar">How many others were left out for it.</param>
internal sealed record FoldedHit(Likeness Best, int Similar);

/// <summary>Of hits that say the same, the best one stays. What comes first is not changed by what comes later: pages of results are stable. Pure.</summary>
internal static class Folding
{
    // Manku et al., 2007: of 64 bits.
    private const int NearBits = 3;

    /// <param name="hits">Best first.</param>
    public static IReadOnlyList<FoldedHit> Of(IEnumerable<Likeness> hits)
    {
        var kept = new List<FoldedHit>();
        foreach (var hit in hits)
        {
            var like = kept.FindIndex(other => AreAlike(other.Best, hit));
            if (like >= 0)
            {
                kept[like] = kept[like] with { Similar = kept[like].Similar + 1 };
            }
            else
            {
                kept.Add(new FoldedHit(hit, 0));
            }
        }

        return kept;
    }

    private static bool AreAlike(Likeness one, Likeness other) =>
        (one.Hash != 0 && one.Hash == other.Hash)
        || (one.Simhash != 0 && other.Simhash != 0 && BitOperations.PopCount((ulong)(one.Simhash ^ other.Simhash)) <= NearBits);
}
