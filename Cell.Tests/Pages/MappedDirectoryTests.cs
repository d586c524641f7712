using CsCheck;
using Lucene.Net.Store;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>What Lucene.NET writes into a folder is read where it is mapped.</summary>
internal sealed class MappedDirectoryTests
{
    private readonly TestFolder folder = new();
    private MappedDirectory directory = null!; // set before each test

    [SetUp]
    public void Open() => directory = new MappedDirectory(folder.Path);

    [TearDown]
    public void Close() => directory.Dispose();

    [OneTimeTearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public void Numbers_and_texts_are_read_as_they_were_written() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Long[0, long.MaxValue], Gen.Short, Gen.String[Gen.Char["aé漢"], 0, 40]).Sample((number, large, small, text) =>
        {
            Write("numbers", file =>
            {
                file.WriteVInt64(large);
                file.WriteInt16(small);
                file.WriteInt32(number);
                file.WriteInt64(large);
                file.WriteString(text);
                file.WriteVInt32(number);
            });
            using var read = directory.OpenInput("numbers", IOContext.DEFAULT);
            return read.ReadVInt64() == large && read.ReadInt16() == small && read.ReadInt32() == number && read.ReadInt64() == large
                && read.ReadString() == text && read.ReadVInt32() == number && read.Position == read.Length;
        }, iter: 200, threads: 1);

    [Test]
    public void A_part_has_its_own_beginning_and_end()
    {
        Write("whole", file => file.WriteBytes([1, 2, 3, 4, 5], 5));
        using var parts = directory.CreateSlicer("whole", IOContext.DEFAULT);
        using var part = parts.OpenSlice("middle", 1, 3);
        part.Seek(1);
        var clone = (IndexInput)part.Clone();
        Assert.That((part.Length, part.ReadByte(), part.ReadByte(), clone.ReadByte()), Is.EqualTo((3, 3, 4, 3)));
        Assert.That(() => part.ReadByte(), Throws.InstanceOf<EndOfStreamException>());
        Assert.That(() => clone.ReadBytes(new byte[2], 0, 2), Throws.InstanceOf<EndOfStreamException>());
        Assert.That(() => part.Seek(4), Throws.InstanceOf<EndOfStreamException>());
    }

    [Test]
    public void An_empty_file_ends_at_once()
    {
        Write("empty", _ => { });
        using var read = directory.OpenInput("empty", IOContext.DEFAULT);
        Assert.That(read.Length, Is.Zero);
        Assert.That(() => read.ReadByte(), Throws.InstanceOf<EndOfStreamException>());
    }

    [Test]
    public void What_is_closed_is_not_read() => Assert.That(() => Closed().ReadByte(), Throws.InstanceOf<ObjectDisposedException>());

    // A search may still read a segment that was merged away; unmapped under it, it would take the whole process with it.
    [Test]
    public void A_clone_reads_on_when_its_file_is_closed_and_gone()
    {
        Write("gone", file => file.WriteBytes(new byte[100_000], 100_000));
        var read = directory.OpenInput("gone", IOContext.DEFAULT);
        var clone = (IndexInput)read.Clone();
        read.Dispose();
        directory.DeleteFile("gone");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        clone.Seek(99_999);
        Assert.That(clone.ReadByte(), Is.Zero);
    }

    private IndexInput Closed()
    {
        Write("closed", file => file.WriteByte(1));
        var read = directory.OpenInput("closed", IOContext.DEFAULT);
        read.Dispose();
        return read;
    }

    private void Write(string name, Action<IndexOutput> write)
    {
        using var file = directory.CreateOutput(name, IOContext.DEFAULT);
        write(file);
    }
}
