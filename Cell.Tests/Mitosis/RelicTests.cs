using System.Text.Json;
using Cell.Genome;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>What of an ended API is put aside.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RelicTests
{
    private static readonly MachineState Api = TestMachine.At(MachineStep.Undoing) with { Role = Role.Api, Reason = "revoked", End = new MachineEnd(true, [], false) };
    private readonly TestFolder folder = new();

    private string Data => folder.At("data");

    private string Relics => folder.At("relic");

    private string Mine => Path.Combine(Relics, TestMachine.Birth);

    [SetUp]
    public void Live()
    {
        Directory.CreateDirectory(Path.Combine(Data, "index"));
        foreach (var name in new[] { "pages.db", "pages-log.db", "journal.db", "genome.dsse", "index/segment" })
        {
            File.WriteAllText(Path.Combine(Data, name), name);
        }
    }

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test, Category("Invariant 8")]
    public void An_apis_pages_are_put_aside_and_nothing_else_of_it()
    {
        Keep(Api);
        Assert.That(Names(Mine), Is.EquivalentTo(new[] { "pages.db", "pages-log.db", "facts.json" }));
        Assert.That(File.ReadAllText(Path.Combine(Mine, "pages.db")), Is.EqualTo("pages.db"));
        Assert.That(Names(Data), Is.EquivalentTo(new[] { "index", "journal.db", "genome.dsse" }));
    }

    [Test]
    public void It_says_whose_it_is()
    {
        Keep(Api);
        var facts = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Mine, "facts.json")), MachineJson.Default.RelicFacts);
        Assert.That(facts, Is.EqualTo(new RelicFacts(1, "organism", TestMachine.Birth, Role.Api, "revoked", TestClock.Noon)));
    }

    [Test]
    public void Only_root_may_read_it()
    {
        Keep(Api);
        Assert.That((int)File.GetUnixFileMode(Mine), Is.EqualTo(0b111_000_000));
        Assert.That(Directory.GetFiles(Mine).Select(file => (int)File.GetUnixFileMode(file)), Is.All.EqualTo(0b110_000_000));
    }

    [Test]
    public void There_is_none_of_another_role_or_of_a_birth_that_was_undone()
    {
        Keep(Api with { Role = Role.Crawler });
        Keep(Api with { Role = Role.Health });
        Keep(Api with { End = new MachineEnd(false, [], false) });
        Assert.That(Directory.Exists(Relics), Is.False);
    }

    [Test]
    public void An_api_without_pages_leaves_none()
    {
        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        Keep(Api);
        Assert.That(Directory.Exists(Relics), Is.False);
    }

    [Test, Category("Invariant 8")]
    public void Cut_off_after_any_file_it_is_brought_to_its_end()
    {
        Directory.CreateDirectory(Mine);
        File.Move(Path.Combine(Data, "pages.db"), Path.Combine(Mine, "pages.db"));
        Keep(Api);
        Directory.Delete(Data, recursive: true);
        Keep(Api with { Reason = "again" });
        Assert.That(Names(Mine), Has.Count.EqualTo(3));
        Assert.That(File.ReadAllText(Path.Combine(Mine, "facts.json")), Does.Contain("revoked"));
    }

    [Test]
    public void Several_lie_beside_each_other()
    {
        Keep(Api);
        File.WriteAllText(Path.Combine(Data, "pages.db"), "second");
        Keep(Api with { Birth = TestMachine.Birth.Replace("-000000000001", "-000000000002", StringComparison.Ordinal) });
        Assert.That(Directory.GetDirectories(Relics), Has.Length.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(Mine, "pages.db")), Is.EqualTo("pages.db"));
    }

    // The daemon may put anything in its folder; who collects a relic does so as root.
    [Test, Category("Invariant 12")]
    public void No_link_is_taken_for_pages()
    {
        File.WriteAllText(folder.At("precious"), "theirs");
        File.Delete(Path.Combine(Data, "pages.db"));
        File.CreateSymbolicLink(Path.Combine(Data, "pages.db"), folder.At("precious"));
        Keep(Api);
        Assert.That(File.Exists(Path.Combine(Mine, "pages.db")), Is.False);
    }

    [TestCase("../../etc")]
    [TestCase("")]
    [TestCase("not a uuid")]
    public void A_birth_that_is_no_uuid_is_no_path(string birth)
    {
        Keep(Api with { Birth = birth });
        Assert.That(Directory.Exists(Relics), Is.False);
    }

    private void Keep(MachineState state)
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Only root gives files to root.");
        }

        Relic.Keep(Data, Relics, state);
        Relic.Describe(Relics, state, TestClock.Noon);
    }

    private static List<string?> Names(string path) => [.. Directory.GetFileSystemEntries(path).Select(Path.GetFileName)];
}
