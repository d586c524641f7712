using System.Buffers.Binary;
using System.Security.Cryptography;
using Cell.Identity;

namespace Cell.Frontier;

/// <summary>Which of a shared frontier's queues an API consumes: each queue goes to the cell with the highest hash of both (rendezvous hashing; Thaler and
/// Ravishankar, 1998), so that one more or less moves no others. Cells that see different rosters may want one queue both: the broker gives it to one. Pure.</summary>
internal static class Partitions
{
    /// <summary>So many APIs can share the work; never changed, for hosts are hashed onto them.</summary>
    public const int Count = 16;

    /// <param name="apis">Living ones; none: the roster is not known yet.</param>
    public static IReadOnlySet<int> Of(CellId self, IReadOnlyList<CellId> apis) =>
        Enumerable.Range(0, Count).Where(queue => apis.Append(self).MaxBy(cell => (Weight(cell, queue), cell.ToString())) == self).ToHashSet();

    private static ulong Weight(CellId cell, int queue)
    {
        Span<byte> key = stackalloc byte[20];
        cell.Value.TryWriteBytes(key);
        BinaryPrimitives.WriteInt32LittleEndian(key[16..], queue);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
