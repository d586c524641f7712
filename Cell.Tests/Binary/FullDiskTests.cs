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
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Needs root, to mount a small file system.");
        }

        mount = Directory.CreateTempSubdirectory("cell-disk-").FullName;
        if ((await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "cell-test", mount)).Code != 0)
        {
            Assert.Ignore("No file system may be mounted here.");
        }

        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var api = habitat.Api();
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        var data = Path.Combine(mount, "data");
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
