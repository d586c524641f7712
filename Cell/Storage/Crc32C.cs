using System.Buffers.Binary;
using System.Numerics;

namespace Cell.Storage;

/// <summary>A sum over bytes that tells of a few that were changed on the disk (RFC 3720, appendix B.4: CRC-32C), by the processor's own instruction.</summary>
internal struct Crc32C()
{
    private uint register = uint.MaxValue;

    public readonly long Value => ~register;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            register = BitOperations.Crc32C(register, one);
        }
    }
}
