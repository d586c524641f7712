using System.IO.Compression;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Pages;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BackupTests
{
    private const string Organism = "demo";
    private readonly TestPages pages = new();

    [TearDown]
    public Task ForgetAsync() => pages.DisposeAsync().AsTask();

    private string File => pages.Folder.At("backup");

    [Test, Category("Invariant 8")]
    public async Task Every_page_comes_out_as_it_was()
    {
        var all = Enumerable.Range(0, 250).Select(at => TestPages.Page($"http://a.test/{at:D3}", $"page {at}", "ü 漢字\n\"x\"") with { Links = [new PageLink("http://a.test/x", "", false)] }).ToList();
        await pages.SubmitAsync([.. all]);
        await pages.SubmitAsync(CrawledPage.Gone("http://a.test/000", TestClock.Noon.AddHours(1), 0));
        Assert.That(await WriteAsync(), Is.EqualTo(250));
        var read = await ReadAsync(Organism);
        Assert.That(read[0].State, Is.EqualTo(PageState.Gone));
        Assert.That(read.Skip(1).Select(page => (page.Url, page.Title, page.Text, page.Links.Count)), Is.EqualTo(all.Skip(1).Select(page => (page.Url, page.Title, page.Text, 1))));
    }

    [Test]
    public async Task An_empty_store_has_a_backup()
    {
        Assert.That(await WriteAsync(), Is.Zero);
        Assert.That(await ReadAsync(Organism), Is.Empty);
    }

    [TestCase(0.5)]
    [TestCase(0.99)]
    public async Task One_that_was_cut_off_is_told(double kept)
    {
        await FilledAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..(int)(bytes.Length * kept)]);
        Assert.That(() => ReadAsync(Organism), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(File));
    }

    [Test]
    public async Task One_that_was_changed_is_told()
    {
        await FilledAsync();
        await RewriteAsync(text => text.Replace("page 7\"", "page 8\"", StringComparison.Ordinal));
        Assert.That(() => ReadAsync(Organism), Throws.TypeOf<InvalidDataException>().With.Message.Contains("was changed"));
    }

    [Test]
    public async Task One_that_lacks_a_page_is_told()
    {
        await FilledAsync();
        await RewriteAsync(text => string.Join('\n', text.Split('\n').Where((_, line) => line != 5)));
        Assert.That(() => ReadAsync(Organism), Throws.TypeOf<InvalidDataException>().With.Message.Contains("was changed"));
    }

    [Test]
    public async Task One_of_another_organism_is_told()
    {
        await FilledAsync();
        Assert.That(() => ReadAsync("other"), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"{File} is of organism demo, and this is other."));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("{\"kind\":\"cell pages\",\"v\":2,\"organism\":\"demo\",\"made\":\"2026-01-01T00:00:00Z\"}\n")]
    [Category("Invariant 11")]
    public async Task What_is_no_backup_is_told(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text);
        Assert.That(() => ReadAsync(Organism), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(File));
        await PackAsync(text);
        Assert.That(() => ReadAsync(Organism), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(File));
    }

    private async Task FilledAsync()
    {
        await pages.SubmitAsync([.. Enumerable.Range(0, 120).Select(at => TestPages.Page($"http://a.test/{at:D3}", $"page {at}", Guid.NewGuid().ToString()))]);
        await WriteAsync();
    }

    private async Task<long> WriteAsync()
    {
        await using var to = System.IO.File.Create(File);
        return await Backup.WriteAsync(pages.Store, Organism, TimeProvider.System, to, CancellationToken.None);
    }

    private async Task<List<CrawledPage>> ReadAsync(string organism)
    {
        var read = new List<CrawledPage>();
        await foreach (var page in Backup.ReadAsync(File, organism, CancellationToken.None))
        {
            read.Add(page);
        }

        return read;
    }

    private async Task RewriteAsync(Func<string, string> change)
    {
        string text;
        await using (var from = new GZipStream(System.IO.File.OpenRead(File), CompressionMode.Decompress))
        {
            using var reader = new StreamReader(from);
            text = await reader.ReadToEndAsync();
        }

        var changed = change(text);
        Assert.That(changed, Is.Not.EqualTo(text));
        await PackAsync(changed);
    }

    private async Task PackAsync(string text)
    {
        await using var to = new GZipStream(System.IO.File.Create(File), CompressionLevel.Fastest);
        await using var writer = new StreamWriter(to);
        await writer.WriteAsync(text);
    }
}
