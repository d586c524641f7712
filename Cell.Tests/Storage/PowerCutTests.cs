using System.Collections.Concurrent;
using LiteDB;
using NUnit.Framework;

namespace Cell.Storage;

/// <summary>The power is cut at any moment: what was answered before is there. The seed of what came to the disk is printed.</summary>
[Category("Invariant 8")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PowerCutTests
{
    private const int Writes = 120;
    private const int SmallCheckpoint = 60;
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public Task Some_moments() => EachAsync(disk => disk.Some(40));

    [Test, Category("Long")]
    public Task Every_moment() => EachAsync(disk => disk.All);

    private async Task EachAsync(Func<RecordedDisk, IReadOnlyList<int>> moments)
    {
        var disk = new RecordedDisk(TimeProvider.System);
        var answered = await WorkAsync(disk);
        await disk.CutAsync(moments(disk), async (left, moment, told) =>
        {
            var owed = answered.Where(answer => answer.Moment <= moment).Select(answer => answer.Key).ToHashSet();
            Assert.That(await MissingAsync(left, owed), Is.Empty, $"{told}; {owed.Count} were answered");
        });
    }

    private async Task<IReadOnlyCollection<(int Key, int Moment)>> WorkAsync(RecordedDisk disk)
    {
        var answered = new ConcurrentQueue<(int Key, int Moment)>();
        await using var database = new JournaledDatabase(folder.At("test.db"), () => { }, disk.Files(SmallCheckpoint));
        foreach (var group in Enumerable.Range(0, Writes).Chunk(4))
        {
            await Task.WhenAll(group.Select(async key =>
            {
                await database.WriteAsync(() => Put(database, key), CancellationToken.None);
                answered.Enqueue((key, disk.Moment));
            }));
        }

        return answered;
    }

    private static bool Put(JournaledDatabase database, int key)
    {
        database.Collection("marks").Upsert(new BsonDocument { ["_id"] = "last", ["key"] = key });
        return database.Collection("rows").Upsert(new BsonDocument { ["_id"] = key, ["check"] = key * 7, ["filler"] = new byte[500 + (key % 5 * 3000)] });
    }

    private static async Task<IReadOnlyList<string>> MissingAsync(TestFolder left, HashSet<int> owed)
    {
        await using var database = new JournaledDatabase(left.At("test.db"), TimeProvider.System, () => { });
        var rows = database.Read(() => database.Collection("rows").FindAll().ToDictionary(row => row["_id"].AsInt32, row => row["check"].AsInt32));
        await database.WriteAsync(() => Put(database, Writes), CancellationToken.None);
        return
        [
            .. owed.Where(key => !rows.ContainsKey(key)).Select(key => $"{key} is missing"),
            .. rows.Where(row => row.Value != row.Key * 7).Select(row => $"{row.Key} is damaged"),
        ];
    }
}
