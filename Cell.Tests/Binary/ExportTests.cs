using Cell.Mitosis;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>What an independent reader finds in an export: warcio.js, as web archives' players use it.</summary>
[Category("Binary")]
internal sealed class ExportTests
{
    private const int Pages = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Reader = """
        import { createReadStream } from 'node:fs';
        import { WARCParser } from 'warcio';
        for await (const record of new WARCParser(createReadStream(process.argv[2]))) {
            const block = await record.contentText();
            console.log(record.warcType, record.warcTargetURI ?? '-', block.includes('lichen'));
        }
        """;

    [Test]
    public async Task An_archives_reader_finds_every_page_and_its_text()
    {
        var folder = Path.Combine(Repository.Top, "artifacts", "warcio");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "warcio")))
        {
            Assert.Ignore("Needs warcio.js: scripts/test installs it where there is npm.");
        }

        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        await habitat.StartReadyAsync();
        await habitat.CrawlAsync(site.Seed);
        await habitat.RestAsync();
        var file = habitat.At("pages.warc.gz");
        var exported = await habitat.RunAsync("export", file, "--data", habitat.Data);
        Assert.That((exported.Code, exported.Out), Is.EqualTo((0, $"{site.Expected.Count} pages.")), exported.Err);

        var reader = Path.Combine(folder, "read.mjs");
        await File.WriteAllTextAsync(reader, Reader);
        var read = await Tool.RunAsync("node", [reader, file], "", Patience);
        Assert.That(read.Good, Is.True, read.Trouble);
        var records = read.Output.Trim().Split('\n').Select(line => line.Split(' ')).ToList();
        Assert.That(records[0][0], Is.EqualTo("warcinfo"));
        Assert.That(records.Where(record => record[0] == "conversion" && record[2] == "true").Select(record => record[1]), Is.EquivalentTo(site.Expected), "texts");
        Assert.That(records.Where(record => record[0] == "metadata").Select(record => record[1]), Is.EquivalentTo(site.Expected));

        var some = await habitat.RunAsync("export", file, "--under", $"{site.Seed}list", "--data", habitat.Data);
        Assert.That((some.Code, some.Out), Is.EqualTo((1, "0 pages.")), some.Err);
        Assert.That((await habitat.RunAsync("export", "/no/such/folder/x.warc.gz", "--data", habitat.Data)).Code, Is.EqualTo(6));
    }
}
