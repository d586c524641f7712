using System.Text;
using Cell.Identity;

namespace Cell.Frontier;

/// <summary>What the log keeps of a host: fence and lease, so that no two crawlers have it over a restart, and its manners.</summary>
internal static class HostRow
{
    public const byte Kind = 2;

    public static byte[] Of(HostQueue host)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Kind);
        writer.Write(host.Name);
        writer.Write(host.Fence);
        writer.Write(host.Polite.ToUnixTimeMilliseconds());
        writer.Write((int)host.Manners.Delay.TotalMilliseconds);
        writer.Write((int)host.Manners.Answer.TotalMilliseconds);
        writer.Write(host.Manners.Address);
        writer.Write(host.Manners.Faults);
        writer.Write(host.Manners.Fault);
        writer.Write(host.Lease is not null);
        if (host.Lease is { } lease)
        {
            writer.Write(lease.Holder.ToString());
            writer.Write(lease.Incarnation);
            writer.Write(lease.Ends.ToUnixTimeMilliseconds());
        }

        return stream.ToArray();
    }

    // A host's name has at most 253 characters and a port: one byte or two say how long it is.
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> record) =>
        record[1] < 0x80 ? record.Slice(2, record[1]) : record.Slice(3, (record[1] & 0x7F) | (record[2] << 7));

    /// <param name="hostOf">By its name.</param>
    public static HostQueue Read(ReadOnlySpan<byte> record, Func<string, HostQueue> hostOf)
    {
        using var reader = new BinaryReader(new MemoryStream(record[1..].ToArray()), Encoding.UTF8);
        var host = hostOf(reader.ReadString());
        host.Fence = reader.ReadInt64();
        host.Polite = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        host.Manners = new HostManners(
            TimeSpan.FromMilliseconds(reader.ReadInt32()), TimeSpan.FromMilliseconds(reader.ReadInt32()), reader.ReadString(), reader.ReadInt32(), reader.ReadString());
        host.Lease = reader.ReadBoolean()
            ? new HostLease(CellId.Parse(reader.ReadString()), reader.ReadInt64(), DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()), host.Manners.Address, [])
            : null;
        return host;
    }
}
