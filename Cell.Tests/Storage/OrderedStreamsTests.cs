using LiteDB;
using NUnit.Framework;

namespace Cell.Storage;

[Category("Invariant 8")]
internal sealed class OrderedStreamsTests
{
    private const int Documents = 500;

    [Test]
    public async Task A_commit_of_many_pages_is_synchronised_before_its_last_one_and_after_it()
    {
        using var folder = new TestFolder();
        var disk = new RecordedDisk(TimeProvider.System);
        await using var database = new JournaledDatabase(folder.At("pages.db"), () => { }, disk.Files(10_000));
        await PutAsync(database, 0);
        var before = disk.Synchronised;
        await PutAsync(database, Documents);
        Assert.That(disk.Synchronised - before, Is.EqualTo(2));
    }

    private static Task<bool> PutAsync(JournaledDatabase database, int first) => database.WriteAsync(
        () =>
        {
            for (var number = first; number < first + Documents; number++)
            {
                database.Collection("rows").Insert(new BsonDocument { ["_id"] = number, ["text"] = new string('a', 1000) });
            }

            return true;
        },
        CancellationToken.None);
}
