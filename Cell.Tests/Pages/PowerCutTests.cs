using System.Collections.Concurrent;
using Cell.Storage;
using NUnit.Framework;

namespace Cell.Pages;

/// <summary>The power is cut at any moment: every page that was acknowledged before is there, and log and pages agree.</summary>
[Category("Invariant 8")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PowerCutTests
{
    private const int Batches = 60;
    private const int SmallCheckpoint = 60;
    private readonly TestFolder folder = new();

    [TearDown]
    public void Forget() => folder.Dispose();

    [Test]
    public Task Some_moments() => EachAsync(disk => disk.Some(30));

    [Test, Category("Long")]
    public Task Every_moment() => EachAsync(disk => disk.All);

    private async Task EachAsync(Func<RecordedDisk, IReadOnlyList<int>> moments)
    {
        var disk = new RecordedDisk(TimeProvider.System);
        var acknowledged = await SubmitAsync(disk);
        await disk.CutAsync(moments(disk), async (left, moment, told) =>
        {
            var owed = acknowledged.Where(page => page.Moment <= moment).GroupBy(page => page.Url).ToDictionary(page => page.Key, page => page.Max(fetch => fetch.Second));
            Assert.That(await FaultsAsync(left, owed), Is.Empty, $"{told}; {owed.Count} pages were acknowledged");
        });
    }

    // Half of the batches bring new pages, the others later fetches of earlier ones; two at a time.
    private async Task<IReadOnlyCollection<(string Url, int Second, int Moment)>> SubmitAsync(RecordedDisk disk)
    {
        var acknowledged = new ConcurrentQueue<(string Url, int Second, int Moment)>();
        PageTables? tables = null;
        await using var database = new JournaledDatabase(folder.At("pages.db"), () => tables!.Load(Guid.Empty), disk.Files(SmallCheckpoint)); // set before anything is written
        tables = new PageTables(database.Collection);
        tables.Load(Guid.Empty);
        foreach (var pair in Enumerable.Range(0, Batches).Chunk(2))
        {
            await Task.WhenAll(pair.Select(async second =>
            {
                var urls = Enumerable.Range(0, 3).Select(at => $"http://a.test/{(second % 2 == 0 ? second : second / 2) + at}").ToList();
                var pages = urls.Select(url => TestCopy.Page(url, second, "a") with { Text = new string((char)('a' + (second % 26)), 200 + (second % 4 * 5000)) }).ToList();
                await database.WriteAsync(
                    () =>
                    {
                        tables.Put(pages, [.. pages.Select(PageRow.Of)]);
                        return true;
                    },
                    CancellationToken.None);
                urls.ForEach(url => acknowledged.Enqueue((url, second, disk.Moment)));
            }));
        }

        return acknowledged;
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(TestFolder left, Dictionary<string, int> owed)
    {
        await using var database = new JournaledDatabase(left.At("pages.db"), TimeProvider.System, () => { });
        var tables = new PageTables(database.Collection);
        tables.Load(Guid.Empty);
        var report = new Examination(tables, read => database.Read(read), null, 0).Run(CancellationToken.None);
        return
        [
            .. owed.Where(page => !(database.Read(() => tables.Find(page.Key))?.Fetched >= TestClock.Noon.AddSeconds(page.Value))).Select(page => $"{page.Key} of second {page.Value} is missing"),
            .. report.Faults.Select(fault => fault.What),
            .. tables.Count == report.Pages ? Array.Empty<string>() : [$"{tables.Count} pages are counted, {report.Pages} are there"],
        ];
    }
}
