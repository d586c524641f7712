using System.Diagnostics;
using LiteDB;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>On a real small disk (tmpfs), so root is needed.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FullDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestFolder folder = new();
    private bool mounted;

    [SetUp]
    public void Mount()
    {
        Assume.That(Environment.IsPrivilegedProcess, "needs root: a small disk is mounted");
        mounted = Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.Path);
        Assume.That(mounted, "needs leave to mount a small disk");
    }

    [TearDown]
    public void Forget()
    {
        if (mounted)
        {
            Run("umount", "-l", folder.Path);
        }

        folder.Dispose();
    }

    [Test, Category("Invariant 8")]
    public async Task Every_answered_write_is_kept_and_every_other_one_is_refused()
    {
        var answered = new List<int>();
        var database = new JournaledDatabase(folder.At("test.db"), TimeProvider.System, () => { });
        IOException? refusal = null;
        for (var at = 0; at < 2000 && refusal is null; at++)
        {
            try
            {
                answered.Add(await database.WriteAsync(() => Put(database, at), CancellationToken.None).WaitAsync(Patience));
            }
            catch (IOException fault)
            {
                refusal = fault;
            }
        }

        Assert.That(refusal?.Message, Does.Contain(folder.Path), "the full disk was never told");
        Run("mount", "-o", "remount,size=64m", folder.Path);
        await CloseAsync(database);
        await using var again = new JournaledDatabase(folder.At("test.db"), TimeProvider.System, () => { });
        Assert.That(answered, Is.Not.Empty.And.SubsetOf(again.Collection("rows").FindAll().Select(row => row["_id"].AsInt32)));
    }

    private static async Task CloseAsync(JournaledDatabase database)
    {
        try
        {
            await database.DisposeAsync();
        }
        catch (Exception fault) when (fault is LiteException or IOException)
        {
            // What a full disk broke closes as it can.
        }
    }

    private static int Put(JournaledDatabase database, int key)
    {
        database.Collection("rows").Insert(new BsonDocument { ["_id"] = key, ["filler"] = new byte[6000] });
        return key;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // a new process
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
