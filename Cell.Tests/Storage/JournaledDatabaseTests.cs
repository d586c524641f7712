using LiteDB;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Cell.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class JournaledDatabaseTests
{
    private readonly TestFolder folder = new();
    private int undone;

    [TearDown]
    public void Forget() => folder.Dispose();

    private string Path => folder.At("test.db");

    [Test, Category("Invariant 8")]
    public async Task A_write_is_in_the_files_when_it_is_answered()
    {
        await using var database = Open();
        for (var at = 0; at < 20; at++)
        {
            await database.WriteAsync(() => Put(database, at), CancellationToken.None);

            // The state that a kill -9 at this moment would leave behind.
            using var left = new TestFolder();
            File.Copy(Path, left.At("test.db"));
            File.Copy(folder.At("test-log.db"), left.At("test-log.db"));
            await using var survivor = new JournaledDatabase(left.At("test.db"), TimeProvider.System, () => { });
            Assert.That(Keys(survivor), Is.EqualTo(Enumerable.Range(0, at + 1)), $"after write {at}");
        }
    }

    [Test, Category("Invariant 8")]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await using (var database = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(at => database.WriteAsync(() => Put(database, at), CancellationToken.None)));
        }

        await using var again = Open();
        Assert.That(Keys(again), Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task Writes_run_one_after_the_other()
    {
        await using var database = Open();
        int inside = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(at => database.WriteAsync(
            () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Put(database, at);
                return Interlocked.Decrement(ref inside);
            },
            CancellationToken.None)));
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failed_write_fails_alone_and_leaves_nothing()
    {
        await using var database = Open();
        var writes = Enumerable.Range(0, 50).Select(at => database.WriteAsync(
            () =>
            {
                Put(database, at);
                return at == 25 ? throw new FormatException("number 25") : at;
            },
            CancellationToken.None)).ToList();
        Assert.That(async () => await writes[25], Throws.TypeOf<FormatException>().With.Message.EqualTo("number 25"));
        Assert.That(await Task.WhenAll(writes.Where((_, at) => at != 25)), Has.Length.EqualTo(49));
        Assert.That(Keys(database), Is.EqualTo(Enumerable.Range(0, 50).Where(at => at != 25)));
    }

    [Test]
    public async Task Memory_is_told_that_a_transaction_was_undone()
    {
        await using var database = Open();
        Assert.That(async () => await database.WriteAsync<int>(() => throw new FormatException("no"), CancellationToken.None), Throws.TypeOf<FormatException>());
        Assert.That(undone, Is.EqualTo(1));
        await database.WriteAsync(() => Put(database, 1), CancellationToken.None);
        Assert.That(undone, Is.EqualTo(1));
    }

    [Test]
    public async Task A_fault_of_the_database_is_told_as_one_of_the_file()
    {
        await using var database = Open();
        var write = database.WriteAsync(() => database.Collection("rows").Insert(new BsonDocument { ["_id"] = new string('k', 2000) }), CancellationToken.None);
        Assert.That(async () => await write, Throws.InstanceOf<IOException>().With.Message.StartsWith($"{Path} could not be written:"));
    }

    [Test]
    public async Task A_read_that_finds_the_engine_closed_has_it_opened_anew()
    {
        await using var database = Open();
        await database.WriteAsync(() => Put(database, 1), CancellationToken.None);
        Assert.That(() => database.Read<int>(() => throw new ObjectDisposedException("engine")), Throws.InstanceOf<IOException>());
        await Eventually.IsTrueAsync(() => Volatile.Read(ref undone) > 0, TimeSpan.FromSeconds(10), "it was not opened anew");
        Assert.That(database.Read(() => Keys(database).ToList()), Is.EqualTo(new[] { 1 }));
    }

    // Of its own writes a power cut leaves no such thing (PowerCutTests): this is a disk's.
    [Test]
    public async Task A_file_that_cannot_be_understood_is_told_with_what_to_do()
    {
        using var left = new TestFolder();
        await using (var database = Open())
        {
            for (var row = 0; row < 50; row++)
            {
                await database.WriteAsync(() => Put(database, row), CancellationToken.None);
            }

            File.Copy(Path, left.At("test.db"));
            File.Copy(folder.At("test-log.db"), left.At("test-log.db"));
        }

        using (var damaged = File.OpenHandle(left.At("test.db"), access: FileAccess.Write))
        {
            RandomAccess.Write(damaged, Enumerable.Repeat((byte)0xA5, 8192).ToArray(), 0);
        }

        Assert.That(
            async () =>
            {
                await using var database = new JournaledDatabase(left.At("test.db"), TimeProvider.System, () => { });
                return database.Read(() => Keys(database).ToList());
            },
            Throws.InstanceOf<IOException>().With.Message.Contains("test.db").And.Message.Contains("Move both files away").Or.Message.Contains("could not be read"));
    }

    [Test, Category("Invariant 8")]
    public async Task Nothing_is_acknowledged_while_the_log_is_shorter_than_what_was_committed()
    {
        var clock = new FakeTimeProvider();
        var engineLog = "";
        var database = new JournaledDatabase(Path, () => undone++, DatabaseFiles.OnDisk(clock) with
        {
            Log = log =>
            {
                engineLog = log;
                return new CommittedLog(folder.At("stuck"), clock);
            },
        });
        var before = new FileInfo(engineLog).Length;
        var writes = Enumerable.Range(0, 3).Select(at => database.WriteAsync(() => Put(database, at), CancellationToken.None)).ToList();
        await Eventually.IsTrueAsync(() => new FileInfo(engineLog).Length > before, TimeSpan.FromSeconds(10), "nothing was committed");
        Assert.That(writes.Exists(write => write.IsCompleted), Is.False);
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return writes.TrueForAll(write => write.IsFaulted);
            },
            TimeSpan.FromSeconds(10),
            "the callers wait without bound");
        Assert.That(async () => await writes[0], Throws.InstanceOf<IOException>().With.Message.Contains("within 10 s: the disk takes no writes"));
        Assert.That(undone, Is.GreaterThan(0));
        await database.DisposeAsync();
    }

    [Test]
    public async Task Keys_that_differ_in_case_are_two()
    {
        await using var database = Open();
        await database.WriteAsync(
            () =>
            {
                database.Collection("rows").Insert(new BsonDocument { ["_id"] = "http://a.test/X" });
                return database.Collection("rows").Insert(new BsonDocument { ["_id"] = "http://a.test/x" });
            },
            CancellationToken.None);
        Assert.That(database.Collection("rows").Count(), Is.EqualTo(2));
    }

    private JournaledDatabase Open() => new(Path, TimeProvider.System, () => undone++);

    private static int Put(JournaledDatabase database, int key)
    {
        database.Collection("rows").Insert(new BsonDocument { ["_id"] = key, ["filler"] = new byte[500] });
        return key;
    }

    private static IEnumerable<int> Keys(JournaledDatabase database) => database.Collection("rows").FindAll().Select(row => row["_id"].AsInt32).Order();
}
