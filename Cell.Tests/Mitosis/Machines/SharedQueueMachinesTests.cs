using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Two APIs and two crawlers on machines of their own, their queue in a real RabbitMQ and their pages in a real PostgreSQL.</summary>
[Category("Nursery"), Category("Server"), Category("Invariant 8")]
[Category("Long")]
internal sealed class SharedQueueMachinesTests
{
    private const string Here = "10.77.0.1";
    private const string OtherApi = "stem1";
    private static readonly string[] Crawlers = ["stem2", "stem3"];
    private static readonly string[] Sites = ["git", "apache", "vim", "developers-reference"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Test]
    public async Task A_crawl_comes_to_its_end_with_all_pages_when_one_of_two_APIs_loses_its_power()
    {
        Nursery.Require();
        PostgresServer.RequirePrograms();
        RabbitServer.RequirePrograms();
        using var server = new PostgresServer(Here, 60);
        using var broker = new RabbitServer(Here);
        await using var pool = await StemPool.FoundAsync();
        var seeds = (await Nursery.SitesAsync("up")).Split('\n').Where(line => Sites.Any(site => line.StartsWith($"{site}.", StringComparison.Ordinal))).Select(line => line.Split('\t', ' ')[^1]).ToList();
        await pool.EditAsync(draft => StemPool.WithQueue(pool.WithDatabase(draft, server), broker)
            .Replace("\"api\": { \"min\": 0 }", "\"api\": { \"min\": 0, \"max\": 5 }", StringComparison.Ordinal)
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 0, \"max\": 9 }", StringComparison.Ordinal)
            .Replace("\"allow\": []", "\"allow\": [\"10.77.0.128/25\"]", StringComparison.Ordinal)
            .Replace("\"delays\": {}", "\"delays\": { \"*.docs.test\": \"20ms\" }", StringComparison.Ordinal));
        await pool.AddFreshAsync([OtherApi, .. Crawlers]);
        var founder = await pool.StartAsync("founder", "health", "api");
        await pool.BearAsync(founder, "api", OtherApi);
        foreach (var machine in Crawlers)
        {
            await pool.BearAsync(founder, "crawler", machine);
        }

        await pool.DoAsync(["crawl", "--data", founder.Data, .. seeds]);
        await Eventually.IsTrueAsync("pages of both crawlers", Patience, async () => (await RosterAsync(pool, founder)).Count(cell => Crawlers.Contains(cell.Facts.Machine) && cell.Vitals.Pages > 20) == Crawlers.Length);
        await Eventually.IsTrueAsync("leases of both APIs", Patience, async () => await server.NumberAsync("SELECT count(DISTINCT owner) FROM cell_frontier.host WHERE owner <> ''") == 2);
        await Nursery.DoAsync("kill", OtherApi);

        await Eventually.IsTrueAsync("nothing that waits", Patience, async () => (await pool.DoAsync("frontier", "--data", founder.Data)).Contains(" URLs known, 0 waiting", StringComparison.Ordinal));
        await TestContext.Out.WriteLineAsync(await pool.DoAsync("frontier", "--data", founder.Data));
        foreach (var seed in seeds)
        {
            var compared = await Tool.RunAsync(Path.Combine(Repository.Top, "scripts", "compare-wget"), [seed, founder.Data], "", Patience);
            await TestContext.Out.WriteLineAsync(compared.Output);
            Assert.That(compared.Good, Is.True, compared.Trouble);
        }
    }

    private static async Task<IReadOnlyList<RosterEntry>> RosterAsync(StemPool pool, Founder founder) => (await pool.StatusAsync(founder)).Roster.Cells;
}
