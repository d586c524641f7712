using LiteDB;
using NUnit.Framework;

namespace Cell.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Invariant 8")]
internal sealed class CompactionTests
{
    private const int Rows = 4_000;
    private readonly TestFolder folder = new();

    private string File => folder.At("pages.db");

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public void The_file_becomes_as_small_as_what_it_holds_and_holds_the_same()
    {
        Fill(keep: row => row % 10 == 0);
        var held = Held();
        var (before, after) = Compaction.Run(File, TimeProvider.System, CancellationToken.None);
        Assert.That(Held(), Is.EqualTo(held));
        Assert.That(after, Is.LessThan(before / 4));
        Assert.That(Directory.GetFiles(folder.Path, "*fresh*"), Is.Empty);
    }

    [Test]
    public void What_an_interrupted_one_left_is_in_nobodys_way()
    {
        Fill(keep: _ => true);
        var held = Held();
        System.IO.File.WriteAllText(folder.At("pages-fresh.db"), "the half of a copy");
        System.IO.File.WriteAllText(folder.At("pages-fresh-log.db"), "and of its log");
        Assert.That(Held(), Is.EqualTo(held));
        Compaction.Run(File, TimeProvider.System, CancellationToken.None);
        Assert.That(Held(), Is.EqualTo(held));
    }

    [Test]
    public void One_that_is_interrupted_leaves_everything_as_it_was()
    {
        Fill(keep: _ => true);
        var held = Held();
        using var end = new CancellationTokenSource();
        end.Cancel();
        Assert.That(() => Compaction.Run(File, TimeProvider.System, end.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Held(), Is.EqualTo(held));
    }

    [Test, Category("Invariant 11")]
    public void A_damaged_file_is_named_and_left_alone()
    {
        System.IO.File.WriteAllBytes(File, [.. Enumerable.Repeat((byte)7, 6 * 8192)]);
        Assert.That(() => Compaction.Run(File, TimeProvider.System, CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.Contains(File));
        Assert.That(System.IO.File.ReadAllBytes(File), Has.Length.EqualTo(6 * 8192));
    }

    private void Fill(Func<int, bool> keep)
    {
        using var database = new OpenDatabase(File, DatabaseFiles.OnDisk(TimeProvider.System));
        foreach (var name in new[] { "pages", "marks" })
        {
            var rows = database.Database.GetCollection(name);
            database.Database.BeginTrans();
            rows.Insert(Enumerable.Range(0, Rows).Select(row => new BsonDocument { ["_id"] = $"http://a.test/{row}", ["text"] = new string('x', 500) }));
            database.Database.Commit();
            database.Database.BeginTrans();
            foreach (var row in Enumerable.Range(0, Rows).Where(row => !keep(row)))
            {
                rows.Delete($"http://a.test/{row}");
            }

            database.Database.Commit();
        }
    }

    private List<string> Held()
    {
        using var database = new OpenDatabase(File, DatabaseFiles.OnDisk(TimeProvider.System));
        return [.. database.Database.GetCollectionNames().Order(StringComparer.Ordinal).SelectMany(name => database.Database.GetCollection(name).FindAll().Select(row => $"{name} {row}"))];
    }
}
