using System.Buffers.Binary;
using System.Text;
using Cell.Tissue;

namespace Cell.Frontier;

/// <summary>All that the frontier keeps of one URL, as it lies in its log.</summary>
/// <param name="Due">When it is to be visited next.</param>
/// <param name="Attempts">Failures in a row.</param>
internal sealed record UrlRow(string Url, int Depth, UrlPhase Phase, DateTimeOffset Due, int Attempts)
{
    public const byte Kind = 1;
    private const int LongestText = 1000;
    private const int HashBytes = 32;

    /// <summary>So many redirects in a row led to it.</summary>
    public int Hops { get; init; }

    /// <summary>What was observed of its changes; null: never fetched as a page.</summary>
    public Observed? Seen { get; init; }

    public PageVersion? Version { get; init; }

    /// <summary>What became of the last visit, for people.</summary>
    public string Detail { get; init; } = "";

    public byte[] ToRecord()
    {
        using var stream = new MemoryStream(64 + Url.Length);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Kind);
        writer.Write(Fingerprint.Of(Url));
        writer.Write(Seconds.Of(Due));
        writer.Write((byte)Phase);
        writer.Write((ushort)Math.Clamp(Depth, 0, ushort.MaxValue));
        writer.Write(Url);
        writer.Write((byte)Math.Min(Attempts, byte.MaxValue));
        writer.Write(Short(Detail));
        writer.Write(Seen is not null);
        if (Seen is { } seen)
        {
            writer.Write(Seconds.Of(seen.First));
            writer.Write(Seconds.Of(seen.Last));
            writer.Write(seen.Visits);
            writer.Write(seen.Unchanged);
        }

        var hash = Version is null ? [] : Hash(Version.Hash);
        writer.Write((byte)hash.Length);
        writer.Write(hash);
        if (Version is { } version && hash.Length > 0)
        {
            writer.Write(Short(version.ETag));
            writer.Write(Short(version.LastModified));
        }

        writer.Write((byte)Math.Min(Hops, byte.MaxValue));
        return stream.ToArray();
    }

    public static UrlRow FromRecord(byte[] record)
    {
        using var reader = new BinaryReader(new MemoryStream(record, Head.Before, record.Length - Head.Before), Encoding.UTF8);
        var due = Seconds.Time(reader.ReadUInt32());
        var phase = (UrlPhase)reader.ReadByte();
        var depth = reader.ReadUInt16();
        return new UrlRow(reader.ReadString(), depth, phase, due, reader.ReadByte())
        {
            Detail = reader.ReadString(),
            Seen = reader.ReadBoolean() ? new Observed(Seconds.Time(reader.ReadUInt32()), Seconds.Time(reader.ReadUInt32()), reader.ReadInt32(), reader.ReadInt32()) : null,
            Version = reader.ReadByte() is > 0 and var length ? new PageVersion(Convert.ToHexStringLower(reader.ReadBytes(length)), reader.ReadString(), reader.ReadString()) : null,
            Hops = reader.BaseStream.Position < reader.BaseStream.Length ? reader.ReadByte() : 0, // records of before it was counted have none
        };
    }

    private static byte[] Hash(string hex) => hex.Length == HashBytes * 2 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : [];

    // Whatever a crawler sent: half an ETag is none.
    private static string Short(string text) => text.Length <= LongestText ? text : "";

    /// <summary>What the index in memory holds of a row, read without the rest.</summary>
    internal readonly record struct Head(ulong Print, uint Due, UrlPhase Phase, ushort Depth)
    {
        public const int Before = 1 + sizeof(ulong);

        public static Head Of(ReadOnlySpan<byte> record) => new(
            BinaryPrimitives.ReadUInt64LittleEndian(record[1..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[Before..]),
            (UrlPhase)record[Before + 4],
            BinaryPrimitives.ReadUInt16LittleEndian(record[(Before + 5)..]));

        /// <summary>The row's URL, as bytes of the record.</summary>
        public static ReadOnlySpan<byte> UrlOf(ReadOnlySpan<byte> record)
        {
            // BinaryWriter puts a string's length before it, seven bits a byte.
            var text = record[(Before + 7)..];
            return (text[0] & 0x80) == 0 ? text.Slice(1, text[0]) : text.Slice(2, (text[0] & 0x7F) | (text[1] << 7));
        }

        /// <summary>Host and port of it.</summary>
        public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> record)
        {
            var text = UrlOf(record);
            text = text[(text.IndexOf("//"u8) + 2)..];
            return text[..text.IndexOf((byte)'/')];
        }
    }
}

internal enum UrlPhase : byte
{
    /// <summary>Not visited to an end yet: new, or failed and to be tried again.</summary>
    Open,
    /// <summary>Visited, and to be visited again when it is due.</summary>
    Visited,
    /// <summary>Forgotten by order: what comes before in the log counts no more.</summary>
    Forgotten,
}

/// <summary>A moment as the frontier keeps it: whole seconds since 1970, until 2106.</summary>
internal static class Seconds
{
    public static uint Of(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue);

    /// <summary>The whole second at or after it.</summary>
    public static DateTimeOffset Up(DateTimeOffset time) => new((time.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static DateTimeOffset Time(uint seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
