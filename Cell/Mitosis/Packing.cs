using System.IO.Compression;

namespace Cell.Mitosis;

/// <summary>Whether a binary goes over a link as it is or compressed. Pure.</summary>
/// <param name="Level">Null: as it is.</param>
internal sealed record Packing(CompressionLevel? Level)
{
    /// <summary>So much goes ahead as it is: the far side says when it had come, and the time between tells what the link carries.</summary>
    public const int Sample = 512 * 1024;

    // Packing 28 MB costs half a second of a core here, unpacking a quarter of one there: over a link that is faster it goes as it is.
    // The strongest level costs a second more for 4 % less.
    private const double Fast = 20e6;

    public string Word => Level is null ? "none" : "gzip";

    /// <param name="bytes">That the link took.</param>
    /// <param name="within">In this time.</param>
    public static Packing For(long bytes, TimeSpan within) => new(bytes >= Fast * within.TotalSeconds ? null : CompressionLevel.Optimal);
}
