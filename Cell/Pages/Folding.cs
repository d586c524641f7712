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
    // Manku et al., 2007: of 64 bits; of four parts, one is then the same in both.
    private const int NearBits = 3;
    private const int Parts = NearBits + 1;

    /// <param name="hits">Best first.</param>
    public static IReadOnlyList<FoldedHit> Of(IEnumerable<Likeness> hits)
    {
        var kept = new List<FoldedHit>();
        var byHash = new Dictionary<long, int>();
        var byPart = new Dictionary<(int Part, ushort Bits), List<int>>();
        foreach (var hit in hits)
        {
            if (Alike(hit) is { } like)
            {
                kept[like] = kept[like] with { Similar = kept[like].Similar + 1 };
            }
            else
            {
                Keep(hit);
            }
        }

        return kept;

        // The first of those kept.
        int? Alike(Likeness hit)
        {
            int? same = hit.Hash != 0 && byHash.TryGetValue(hit.Hash, out var at) ? at : null;
            var near = hit.Simhash == 0 ? [] : PartsOf(hit.Simhash).SelectMany(part => byPart.GetValueOrDefault(part) ?? [])
                .Where(other => BitOperations.PopCount((ulong)(kept[other].Best.Simhash ^ hit.Simhash)) <= NearBits);
            return near.Select(other => (int?)other).Append(same).Min();
        }

        void Keep(Likeness hit)
        {
            if (hit.Hash != 0)
            {
                byHash.TryAdd(hit.Hash, kept.Count);
            }

            foreach (var part in hit.Simhash == 0 ? [] : PartsOf(hit.Simhash))
            {
                if (!byPart.TryGetValue(part, out var those))
                {
                    byPart[part] = those = [];
                }

                those.Add(kept.Count);
            }

            kept.Add(new FoldedHit(hit, 0));
        }
    }

    private static IEnumerable<(int Part, ushort Bits)> PartsOf(long simhash) => Enumerable.Range(0, Parts).Select(part => (part, (ushort)(simhash >> (part * 16))));
}
