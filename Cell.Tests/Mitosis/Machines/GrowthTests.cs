using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>An organism that is left to itself.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed class GrowthTests
{
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];

    [Test, Category("Invariant 5"), Category("Invariant 7")]
    public async Task Crawlers_divide_while_there_is_more_to_crawl_than_they_can_and_leave_blank_machines_when_it_is_done()
    {
        await using var pool = await StemPool.FoundAsync();
        var seeds = (await Nursery.SitesAsync("up")).Split('\n').Select(line => line.Split('\t', ' ')[^1]).ToList();
        await pool.EditAsync(draft => draft
            .Replace("\"reserve\": 100", "\"reserve\": 1", StringComparison.Ordinal)
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 1, \"max\": 9 }", StringComparison.Ordinal)
            .Replace("\"allow\": []", "\"concurrency\": 1, \"horizon\": \"10s\", \"allow\": [\"10.77.0.128/25\"]", StringComparison.Ordinal)
            .Replace("\"delays\": {}", "\"delays\": { \"*.docs.test\": \"40ms\" }", StringComparison.Ordinal)
            .Replace("\"health\": {", "\"homeostasis\": { \"windows\": 0.3 }, \"health\": {", StringComparison.Ordinal));
        await pool.AddFreshAsync(Machines);
        var founder = await pool.StartAsync("founder");
        await pool.DoAsync(["crawl", "--data", founder.Data, .. seeds]);

        try
        {
            await Eventually.IsTrueAsync("two more crawlers", TimeSpan.FromMinutes(2), async () => (await CrawlersAsync(pool, founder)).Count == 3);
            await Eventually.IsTrueAsync("the founder alone, when all is crawled", TimeSpan.FromMinutes(15), async () => (await CrawlersAsync(pool, founder)).Count == 1);
            foreach (var machine in Machines)
            {
                await pool.AssertBlankAsync(machine, TimeSpan.FromSeconds(60));
            }
        }
        finally
        {
            await TestContext.Out.WriteLineAsync(await pool.DoAsync("status", "--why", "--data", founder.Data));
            await TestContext.Out.WriteLineAsync(string.Join('\n', (await pool.EventsAsync(founder)).Select(one => $"{one.At:HH:mm:ss} {one.Kind} {one.Machine} {one.What}")));
        }

        var events = await pool.EventsAsync(founder);
        Assert.That(events.Where(one => one.Kind == EventKind.Reaction).Select(one => one.What), Has.Some.Contains("births of crawler cells are offered").And.Some.Contains("crawler cells may leave"));
        Assert.That(events.Count(one => one.Kind == EventKind.Proved), Is.EqualTo(events.Count(one => one.Kind == EventKind.Ticket)), "who was let to bear bore");
        Assert.That(MostAtOnce(events), Is.EqualTo(2), "the reserve is left alone");
    }

    private static async Task<IReadOnlyList<RosterEntry>> CrawlersAsync(StemPool pool, Founder founder) =>
        [.. (await pool.StatusAsync(founder)).Roster.Cells.Where(cell => cell.State == CellState.Alive && cell.Facts.Roles.Contains(Genome.Role.Crawler))];

    private static int MostAtOnce(IReadOnlyList<OrganismEvent> events)
    {
        var (living, most) = (0, 0);
        foreach (var one in events.Where(one => Machines.Contains(one.Machine)))
        {
            living += one.Kind switch { EventKind.Ticket => 1, EventKind.Gone or EventKind.Undone => -1, _ => 0 };
            most = Math.Max(most, living);
        }

        return most;
    }
}
