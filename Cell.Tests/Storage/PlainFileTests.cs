using System.Diagnostics;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>What root reads in a folder of somebody else: only what really lies there.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PlainFileTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public void A_plain_file_is_read_also_below_a_folder()
    {
        Directory.CreateDirectory(folder.At("a"));
        File.WriteAllText(folder.At("a/file"), "content");
        Assert.That(Read("a/file"), Is.EqualTo("content"u8.ToArray()));
    }

    [Test]
    public void What_is_not_there_or_too_large_or_empty_is_nothing()
    {
        File.WriteAllText(folder.At("large"), new string('x', 101));
        File.WriteAllText(folder.At("empty"), "");
        Assert.That(new[] { Read("none"), Read("none/file"), Read("large"), Read("empty") }, Is.All.Null);
    }

    [Test]
    public void No_link_is_followed_neither_as_the_file_nor_on_the_way()
    {
        Directory.CreateDirectory(folder.At("real"));
        File.WriteAllText(folder.At("real/file"), "secret");
        File.CreateSymbolicLink(folder.At("file"), folder.At("real/file"));
        Directory.CreateSymbolicLink(folder.At("way"), folder.At("real"));
        Assert.That(new[] { Read("file"), Read("way/file") }, Is.All.Null);
        Assert.That(PlainFile.Read(folder.At("way"), folder.At("way/file"), 100), Is.Null, "the top may be no link either");
    }

    [Test, CancelAfter(10_000)]
    public void Neither_a_pipe_nor_a_folder_keeps_the_reader_waiting()
    {
        using var made = Process.Start("mkfifo", [folder.At("pipe")]);
        made.WaitForExit();
        Directory.CreateDirectory(folder.At("folder"));
        Assert.That(new[] { Read("pipe"), Read("folder") }, Is.All.Null);
    }

    private byte[]? Read(string name) => PlainFile.Read(folder.Path, folder.At(name), 100);
}
