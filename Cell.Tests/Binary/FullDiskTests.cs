using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A data folder on a file system that fills up: a small tmpfs, made bigger later.</summary>
[Category("Binary")]
[Category("Invariant 8")]
internal sealed class FullDiskTests
{
    private const int Most = 2_000;
    private string mount = "";

    [TearDown]
    public async Task Unmount()
    {
        if (mount.Length > 0)
        {
            await RunAsync("umount", "-l", mount);
            Directory.Delete(mount);
        }
    }

    [Test]
    public async Task A_full_disk_refuses_pages_loses_none_acknowledged_and_goes_on_when_there_is_room()
    {
        var data = await SmallDiskAsync("4m");
        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var api = habitat.Api();
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        var cell = habitat.Launch(PublishedBinary.Path, "start", "--data", data);
        await habitat.ReadyAsync(cell, data);
        await crawler.JoinAsync();
        var acknowledged = new List<string>();
        var refusal = await UntilRefusedAsync(crawler, acknowledged);
        Assert.That(refusal.Status, Is.EqualTo(System.Net.HttpStatusCode.ServiceUnavailable), refusal.Message);
        Assert.That(refusal.Message, Does.Contain("pages.db"), "it says what could not be written");
        Assert.That(cell.HasEnded, Is.False, string.Join('\n', cell.Journal));
        Assert.That(await api.MissingAsync(acknowledged), Is.Empty, "while it is full");

        Assert.That((await RunAsync("mount", "-o", "remount,size=64m", mount)).Code, Is.Zero);
        await crawler.JoinAsync();
        await Eventually.IsTrueAsync("acknowledgement after room was made", TimeSpan.FromSeconds(20), async () =>
        {
            try
            {
                var page = Heavy($"later-{acknowledged.Count}");
                await crawler.SubmitAsync(page, CancellationToken.None);
                acknowledged.Add(page.Url);
                return true;
            }
            catch (TissueException)
            {
                return false;
            }
        });
        Assert.That((await cell.StopAsync(Signal.Terminate)).Code, Is.Zero, string.Join('\n', cell.Journal));
        await habitat.ReadyAsync(habitat.Launch(PublishedBinary.Path, "start", "--data", data), data);
        Assert.That(await api.MissingAsync(acknowledged), Is.Empty, $"of {acknowledged.Count} acknowledged pages, after a restart");
    }

    [Test]
    public async Task A_full_disk_refuses_URLs_loses_none_acknowledged_and_goes_on_when_there_is_room()
    {
        const string Scope = "http://crawled.test/docs/";
        const int Together = 1000;
        var data = await SmallDiskAsync("8m");
        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        var cell = habitat.Launch(PublishedBinary.Path, "start", "--data", data);
        await habitat.ReadyAsync(cell, data);
        Assert.That((await habitat.RunAsync("crawl", Scope, "--data", data)).Code, Is.Zero);
        await crawler.JoinAsync();
        var acknowledged = 0;
        TissueException? refusal = null;
        while (refusal is null && acknowledged < Most * Together)
        {
            refusal = await TryAddAsync();
        }

        Assert.That(refusal?.Status, Is.EqualTo(System.Net.HttpStatusCode.ServiceUnavailable), refusal?.Message);
        Assert.That(cell.HasEnded, Is.False, string.Join('\n', cell.Journal));
        Assert.That((await RunAsync("mount", "-o", "remount,size=64m", mount)).Code, Is.Zero);
        await Eventually.IsTrueAsync("acknowledgement after room was made", TimeSpan.FromSeconds(20), async () => await TryAddAsync() is null);
        Assert.That(await KnownAsync(), Is.EqualTo(acknowledged + 1), "nothing that was refused, and the seed");
        Assert.That((await cell.StopAsync(Signal.Kill)).Code, Is.Not.Zero);
        await habitat.ReadyAsync(habitat.Launch(PublishedBinary.Path, "start", "--data", data), data);
        Assert.That(await KnownAsync(), Is.EqualTo(acknowledged + 1), "after a kill");

        async Task<TissueException?> TryAddAsync()
        {
            try
            {
                await crawler.AddLinksAsync(Scope, acknowledged, Together, CancellationToken.None);
                acknowledged += Together;
                return null;
            }
            catch (TissueException fault)
            {
                return fault;
            }
        }

        async Task<int> KnownAsync()
        {
            var looked = await habitat.RunAsync("frontier", "--host", "crawled.test", "--json", "--data", data);
            return System.Text.Json.JsonSerializer.Deserialize(looked.Out, ControlJson.Default.FrontierView)?.Slowest.Single().Known ?? throw new AssertionException(looked.Err);
        }
    }

    [Test]
    public async Task A_backup_that_has_no_room_leaves_nothing_behind_and_succeeds_when_there_is_some()
    {
        const int Pages = 60;
        var small = Path.GetDirectoryName(await SmallDiskAsync("1m"))!; // a folder on it
        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        var cell = await habitat.StartReadyAsync();
        await crawler.JoinAsync();
        foreach (var number in Enumerable.Range(0, Pages))
        {
            await crawler.SubmitAsync(Heavy($"heavy-{number:D6}"), CancellationToken.None);
        }

        var refused = await habitat.RunAsync("backup", "--data", habitat.Data, small);
        Assert.That(refused.Code, Is.EqualTo(6), refused.Out);
        Assert.That(refused.Err, Does.Contain("The backup was not finished").And.Contain("No space left"));
        Assert.That(Directory.GetFileSystemEntries(small), Is.Empty);
        Assert.That(cell.HasEnded, Is.False, string.Join('\n', cell.Journal));

        Assert.That((await RunAsync("mount", "-o", "remount,size=64m", mount)).Code, Is.Zero);
        var made = await habitat.RunAsync("backup", "--data", habitat.Data, small);
        Assert.That(made.Code, Is.Zero, made.Err);
        Assert.That(made.Out, Does.Contain("read again and found whole"));
    }

    /// <returns>A data folder on it, not there yet. Skips the test where none can be mounted.</returns>
    private async Task<string> SmallDiskAsync(string size)
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Needs root, to mount a small file system.");
        }

        mount = Directory.CreateTempSubdirectory("cell-disk-").FullName;
        if ((await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "cell-test", mount)).Code != 0)
        {
            Assert.Ignore("No file system may be mounted here.");
        }

        return Path.Combine(mount, "data");
    }

    private static async Task<TissueException> UntilRefusedAsync(OutsideCrawler crawler, List<string> acknowledged)
    {
        foreach (var number in Enumerable.Range(0, Most))
        {
            var page = Heavy($"heavy-{number:D6}");
            try
            {
                await crawler.SubmitAsync(page, CancellationToken.None);
                acknowledged.Add(page.Url);
            }
            catch (TissueException refusal)
            {
                return refusal;
            }
        }

        throw new AssertionException($"The disk was not full after {Most} pages.");
    }

    // Text that does not become smaller when packed.
    private static CrawledPage Heavy(string mark) => OutsideCrawler.Page(mark) with
    {
        Text = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20_000)),
    };

    private static async Task<Ran> RunAsync(params string[] command)
    {
        await using var process = new CellProcess(command, "");
        return await process.EndAsync();
    }
}
