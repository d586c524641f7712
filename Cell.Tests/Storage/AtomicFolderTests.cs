using NUnit.Framework;

namespace Cell.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AtomicFolderTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public async Task A_folder_appears_when_it_is_whole()
    {
        var place = folder.At("deep/made");
        await AtomicFolder.MakeAsync(place, path =>
        {
            File.WriteAllText(Path.Combine(path, "a"), "1");
            Assert.That(place, Does.Not.Exist);
            return Task.CompletedTask;
        });
        Assert.That(Directory.GetFileSystemEntries(folder.At("deep")), Is.EqualTo(new[] { place }));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(place, "a")), Is.EqualTo("1"));
    }

    [Test]
    public void What_fails_half_way_leaves_nothing()
    {
        Assert.That(() => AtomicFolder.MakeAsync(folder.At("made"), _ => throw new IOException("full")), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void A_folder_that_is_there_stays_as_it_is()
    {
        Directory.CreateDirectory(folder.At("made/inner"));
        Assert.That(() => AtomicFolder.MakeAsync(folder.At("made"), _ => Task.CompletedTask), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo(new[] { folder.At("made") }));
    }

    [Test]
    public void Files_are_replaced_together_and_others_stay()
    {
        Write("a", "old");
        Write("c", "kept");
        AtomicFolder.Replace(folder.Path, Files(("a", "new"), ("b", "new")));
        Assert.That(Read(), Is.EqualTo("a=new b=new c=kept"));
    }

    // A crash at each point: before the commit all is old, after it the next reader makes all new.
    [TestCase(0, "a=old b=old")]
    [TestCase(1, "a=new b=new")]
    [TestCase(2, "a=new b=new")]
    [TestCase(3, "a=new b=new")]
    public void A_crash_leaves_all_old_or_all_new(int steps, string expected)
    {
        Write("a", "old");
        Write("b", "old");
        var staged = steps == 0 ? ".next.half" : ".next";
        Directory.CreateDirectory(folder.At(staged));
        Write($"{staged}/a", "new");
        Write($"{staged}/b", "new");
        foreach (var done in new[] { "a", "b" }.Take(steps - 1))
        {
            File.Move(folder.At($".next/{done}"), folder.At(done), overwrite: true);
        }

        AtomicFolder.Finish(folder.Path);
        Assert.That(Read(), Is.EqualTo(expected));
        Assert.That(folder.At(".next"), Does.Not.Exist);
    }

    [Test]
    public void What_cannot_be_staged_changes_nothing()
    {
        Write("a", "old");
        Assert.That(() => AtomicFolder.Replace(folder.Path, Files(("a", "new"), ("no/such", "new"))), Throws.InstanceOf<IOException>());
        Assert.That(Read(), Is.EqualTo("a=old"));
        Assert.That(Directory.GetDirectories(folder.Path), Is.Empty);
    }

    private static Dictionary<string, byte[]> Files(params (string Name, string Text)[] files) => files.ToDictionary(file => file.Name, file => System.Text.Encoding.UTF8.GetBytes(file.Text));

    private void Write(string name, string text) => File.WriteAllText(folder.At(name), text);

    private string Read() => string.Join(' ', Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)}={File.ReadAllText(path)}"));
}
