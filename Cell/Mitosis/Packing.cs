using System.IO.Compression;

namespace Cell.Mitosis;

/// <summary>Whether a binary goes over a link as it is or compressed. Pure.</summary>
/// <param name="Level">Null: as it is.</param>
internal sealed record Packing(CompressionLevel? Level)
{
    /// <summary>So much goes ahead as it is: the far side says when it had come, and the time between tells what the link carries.</summary>
    public const int Sample = 512 * 1024;

    // Packing and unpacking 28 MB cost half a second of a core each way of it: a gigabit link is done before.
    private const double Fast = 40e6;

    // The strongest packing makes 10 MB of these a second and 4 % less of them.
    private const double Slow = 5e6;

    public string Word => Level is null ? "none" : "gzip";

    /// <param name="bytes">That the link took.</param>
    /// <param name="within">In this time.</param>
    public static Packing For(long bytes, TimeSpan within) => new(
        bytes >= Fast * within.TotalSeconds ? null : bytes >= Slow * within.TotalSeconds ? CompressionLevel.Optimal : CompressionLevel.SmallestSize);
}
