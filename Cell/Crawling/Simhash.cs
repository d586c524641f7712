using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Cell.Crawling;

/// <summary>A mark of 64 bits that changes little when a text changes little (Charikar 2002; Manku, Jain, Das Sarma: Detecting near-duplicates
/// for web crawling, 2007). Features are pairs of words that follow each other. Pure.</summary>
internal static class Simhash
{
    private const int LeastWords = 20;
    private const ulong Lanes = 0x0101_0101_0101_0101;
    private const ulong Prime = 0x0000_0100_0000_01b3; // FNV-1a

    /// <returns>16 hex digits; "" when there are too few words to tell.</returns>
    public static string Of(string text)
    {
        Span<int> votes = stackalloc int[64];
        Span<ulong> lanes = stackalloc ulong[8];
        lanes.Clear();
        int words = 0, pending = 0;
        ulong word = 0, last = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var letter = at < text.Length ? text[at] : ' ';
            if (char.IsLetterOrDigit(letter))
            {
                word = (word ^ (char.IsAscii(letter) ? (uint)letter | 0x20 : letter)) * Prime;
            }
            else if (word != 0)
            {
                Vote(lanes, Mix(word + BitOperations.RotateLeft(last, 23)));
                (last, word) = (word, 0);
                words++;

                // A lane counts up to 255.
                if (++pending == 255)
                {
                    pending = Empty(lanes, votes);
                }
            }
        }

        Empty(lanes, votes);
        return words < LeastWords ? "" : Signs(votes, words).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>Bits in which two differ.</summary>
    public static int Distance(string one, string other) =>
        BitOperations.PopCount(ulong.Parse(one, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ^ ulong.Parse(other, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    // Bit b of the feature is counted in byte b / 8 of lane b % 8.
    private static void Vote(Span<ulong> lanes, ulong feature)
    {
        for (var bit = 0; bit < lanes.Length; bit++)
        {
            lanes[bit] += (feature >> bit) & Lanes;
        }
    }

    private static int Empty(Span<ulong> lanes, Span<int> votes)
    {
        Span<byte> counts = stackalloc byte[8];
        for (var bit = 0; bit < lanes.Length; bit++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(counts, lanes[bit]);
            lanes[bit] = 0;
            for (var place = 0; place < counts.Length; place++)
            {
                votes[(place * 8) + bit] += counts[place];
            }
        }

        return 0;
    }

    private static ulong Signs(ReadOnlySpan<int> votes, int words)
    {
        var signs = 0ul;
        for (var bit = 0; bit < votes.Length; bit++)
        {
            signs |= votes[bit] * 2 > words ? 1ul << bit : 0;
        }

        return signs;
    }

    // The last step of SplitMix64: all bits depend on all.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58_476d_1ce4_e5b9;
        value = (value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb;
        return value ^ (value >> 31);
    }
}
