using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace Cell.Mitosis;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RelicTarTests
{
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public async Task Files_come_as_they_were_named()
    {
        await TakeAsync(("./pages.db", "pages"), ("./inner/other.db", "links"));
        Assert.That((File.ReadAllText(folder.At("relic/pages.db")), File.ReadAllText(folder.At("relic/inner/other.db"))), Is.EqualTo(("pages", "links")));
    }

    // As GNU tar and sha256sum of the machine make them.
    [Test]
    public async Task What_the_machines_own_tools_send_is_taken()
    {
        Directory.CreateDirectory(folder.At("there/inner"));
        File.WriteAllText(folder.At("there/pages.db"), new string('x', 300_000));
        File.WriteAllText(folder.At("there/inner/empty"), "");
        var sums = await Tool.RunAsync("sh", "-c", $"cd {folder.At("there")} && find . -type f -exec sha256sum {{}} +");
        Assert.That((await Tool.RunAsync("sh", "-c", $"cd {folder.At("there")} && tar -cf {folder.At("tar")} .")).Good, Is.True);
        await using var tar = File.OpenRead(folder.At("tar"));
        await RelicTar.TakeAsync(tar, folder.At("relic"), RelicTar.Sums(sums.Output), CancellationToken.None);
        Assert.That(new FileInfo(folder.At("relic/pages.db")).Length, Is.EqualTo(300_000));
        Assert.That(new FileInfo(folder.At("relic/inner/empty")).Length, Is.Zero);
    }

    [Test, Category("Invariant 8")]
    public void A_file_that_came_otherwise_is_refused() =>
        Assert.That(() => TakeAsync(Sums(("pages.db", "pages")), ("./pages.db", "other")), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("pages.db came otherwise than it lies there"));

    [Test, Category("Invariant 8")]
    public void A_file_that_did_not_come_is_missed() =>
        Assert.That(() => TakeAsync(Sums(("pages.db", "pages"), ("other.db", "links")), ("./pages.db", "pages")), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("other.db did not come"));

    [TestCase("../outside")]
    [TestCase("/etc/passwd")]
    [TestCase("a/../../outside")]
    public void A_name_that_leads_out_is_refused_though_the_machine_named_it(string name)
    {
        Assert.That(() => TakeAsync(Sums((name, "evil")), (name, "evil")), Throws.TypeOf<InvalidDataException>());
        Assert.That(File.Exists(folder.At("outside")), Is.False);
    }

    [Test]
    public void A_link_is_refused()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "./pages.db") { LinkName = "/etc/passwd" });
        }

        tar.Position = 0;
        Assert.That(() => RelicTar.TakeAsync(tar, folder.At("relic"), Sums(("pages.db", "pages")), CancellationToken.None), Throws.TypeOf<InvalidDataException>());
    }

    private Task TakeAsync(params (string Name, string Content)[] files) => TakeAsync(Sums([.. files.Select(file => (file.Name[2..], file.Content))]), files);

    private async Task TakeAsync(Dictionary<string, string> sums, params (string Name, string Content)[] files)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content)) });
            }
        }

        tar.Position = 0;
        await RelicTar.TakeAsync(tar, folder.At("relic"), sums, CancellationToken.None);
    }

    private static Dictionary<string, string> Sums(params (string Name, string Content)[] files) =>
        files.ToDictionary(file => file.Name, file => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(file.Content))));
}
