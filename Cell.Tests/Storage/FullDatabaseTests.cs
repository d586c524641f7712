using System.Diagnostics;
using System.Security.Cryptography;
using LiteDB;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>A database on a file system that is full, at each page of a block.</summary>
[Category("Invariant 8")]
internal sealed class FullDatabaseTests
{
    private const int PageBytes = 4096;
    private string mount = "";

    [SetUp]
    public void Mount()
    {
        mount = Directory.CreateTempSubdirectory("cell-disk-").FullName;
        if (!Ran("mount", "-t", "tmpfs", "-o", "size=2m", "cell-test", mount))
        {
            Directory.Delete(mount);
            Assert.Ignore("No file system may be mounted here.");
        }
    }

    [TearDown]
    public void Unmount()
    {
        if (Directory.Exists(mount))
        {
            Ran("umount", "-l", mount);
            Directory.Delete(mount);
        }
    }

    [Test]
    public async Task What_was_acknowledged_is_read_while_it_is_full_and_written_to_when_there_is_room([Range(0, 7)] int pages)
    {
        var ballast = Path.Combine(mount, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[pages * PageBytes]);
        await using var database = new JournaledDatabase(Path.Combine(mount, "pages.db"), TimeProvider.System, () => { });
        var acknowledged = 0;
        for (; await IsTakenAsync(database, acknowledged); acknowledged++)
        {
            Assert.That(acknowledged, Is.LessThan(1000), "the disk was not full");
        }

        for (var failing = 0; failing < 3; failing++)
        {
            Assert.That(Enumerable.Range(0, acknowledged).Where(key => database.Read(() => database.Collection("rows").FindById(key)) is null), Is.Empty);
            Assert.That(await IsTakenAsync(database, acknowledged), Is.False);
        }

        Assert.That(Ran("mount", "-o", "remount,size=8m", mount), Is.True);
        Assert.That(await IsTakenAsync(database, acknowledged), Is.True, "there is room");
        Assert.That(database.Read(() => database.Collection("rows").Count()), Is.EqualTo(acknowledged + 1));
    }

    private static async Task<bool> IsTakenAsync(JournaledDatabase database, int key)
    {
        // Text that does not become smaller when packed.
        var row = new BsonDocument { ["_id"] = key, ["text"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(20_000)) };
        try
        {
            return await database.WriteAsync(() => database.Collection("rows").Upsert(row), CancellationToken.None);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Ran(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
