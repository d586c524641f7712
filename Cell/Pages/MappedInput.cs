using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Lucene.Net.Store;

namespace Cell.Pages;

/// <summary>A file of an index, or a part of one. Clones read on their own, and nobody closes them.</summary>
internal sealed unsafe class MappedInput : IndexInput
{
    // 7 bits a byte.
    private const int LongestInt = 5;
    private const int LongestLong = 10;

    private readonly bool owns;
    private MappedFile? file;
    private byte* start;
    private byte* end;
    private byte* at;

    private MappedInput(string description, MappedFile file, long offset, long length, bool owns)
        : base(description)
    {
        (this.file, this.owns) = (file, owns);
        at = start = file.Start + offset;
        end = start + length;
    }

    public override long Length => end - start;

    public static MappedInput Of(string path)
    {
        var file = MappedFile.Open(path);
        return new MappedInput(path, file, 0, file.Length, owns: true);
    }

    public MappedInput Slice(string description, long offset, long length)
    {
        ObjectDisposedException.ThrowIf(file is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        return new MappedInput(description, file, start - file.Start + offset, length, owns: false);
    }

    public override object Clone()
    {
        var clone = Slice(ToString(), 0, Length);
        clone.at = at;
        return clone;
    }

    public override long Position => at - start;

    public override void Seek(long pos)
    {
        if (pos < 0 || pos > Length)
        {
            throw Beyond();
        }

        at = start + pos;
    }

    public override void SkipBytes(long numBytes) => Seek(Position + numBytes);

    public override byte ReadByte() => Next<byte>();

    public override short ReadInt16() => BinaryPrimitives.ReverseEndianness(Next<short>());

    public override int ReadInt32() => BinaryPrimitives.ReverseEndianness(Next<int>());

    public override long ReadInt64() => BinaryPrimitives.ReverseEndianness(Next<long>());

    public override int ReadVInt32() => end - at < LongestInt ? base.ReadVInt32() : (int)Varying(LongestInt);

    public override long ReadVInt64() => end - at < LongestLong ? base.ReadVInt64() : (long)Varying(LongestLong);

    public override void ReadBytes(byte[] b, int offset, int len)
    {
        if (end - at < len)
        {
            throw Beyond();
        }

        new ReadOnlySpan<byte>(at, len).CopyTo(b.AsSpan(offset, len));
        at += len;
        GC.KeepAlive(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && file is { } left)
        {
            file = null;
            at = start = end = null;
            if (owns)
            {
                MappedFile.Leave(left);
            }
        }
    }

    // Until it is read, this is here: else its file may be unmapped in between.
    private T Next<T>()
        where T : unmanaged
    {
        if (end - at < sizeof(T))
        {
            throw Beyond();
        }

        var value = Unsafe.ReadUnaligned<T>(at);
        at += sizeof(T);
        GC.KeepAlive(this);
        return value;
    }

    // The lowest seven bits first; the highest bit says that more follow.
    private ulong Varying(int most)
    {
        var value = 0UL;
        for (var shift = 0; shift < most * 7; shift += 7)
        {
            var part = *at++;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                GC.KeepAlive(this);
                return value;
            }
        }

        throw new IOException($"{this}: a number is too long.");
    }

    private EndOfStreamException Beyond()
    {
        ObjectDisposedException.ThrowIf(file is null, this);
        return new EndOfStreamException($"{this} ends before.");
    }
}
