using System.Globalization;
using System.Text.Json;
using Cell.Genome;
using Cell.Homeostasis;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>An organism whose crawlers have too much to do while what all of them share has too much to do too, at a tenth of the usual windows.</summary>
[Category("Nursery"), Category("Server")]
[Category("Long")]
internal sealed class SharedSignTests
{
    private const string Here = "10.77.0.1";
    private const int Clients = 40;
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];

    // Ten times what it takes until crawlers divide.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(45);

    [Test, Category("Invariant 5")]
    public async Task Nobody_divides_while_the_shared_database_is_stressed_and_the_alert_names_it()
    {
        Nursery.Require();
        PostgresServer.RequirePrograms();
        using var server = new PostgresServer(Here, Clients);
        await using var pool = await StemPool.FoundAsync();
        var seeds = (await Nursery.SitesAsync("up")).Split('\n').Select(line => line.Split('\t', ' ')[^1]).ToList();
        await pool.EditAsync(draft => pool.WithDatabase(draft, server)
            .Replace("\"reserve\": 100", "\"reserve\": 1", StringComparison.Ordinal)
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 1, \"max\": 9 }", StringComparison.Ordinal)
            // One host a second: neither has the API trouble with it, nor does the crawler wait for it.
            .Replace("\"allow\": []", "\"concurrency\": 1, \"horizon\": \"10s\", \"allow\": [\"10.77.0.128/25\"]", StringComparison.Ordinal)
            .Replace("\"health\": {", "\"homeostasis\": { \"windows\": 0.1 }, \"health\": {", StringComparison.Ordinal));
        await pool.AddFreshAsync(Machines);
        var founder = await pool.StartAsync("founder");
        await using (await DatabaseCrowd.EnterAsync(server, Clients * 7 / 10))
        {
            await pool.DoAsync(["crawl", "--data", founder.Data, .. seeds]);
            await Eventually.IsTrueAsync("more to crawl than one crawler can", TimeSpan.FromSeconds(60), async () => await LoadAsync(pool, founder) > 0.6);
            await Eventually.IsTrueAsync("word of the database", TimeSpan.FromSeconds(60), async () =>
                (await pool.DoAsync("notify", "--data", founder.Data)).Contains("PostgreSQL connections is outgrown (load 0.", StringComparison.Ordinal));
            await Task.Delay(Steady, TimeProvider.System, CancellationToken.None);
            Assert.That(await LoadAsync(pool, founder), Is.GreaterThan(0.6), "they still have too much to do");
            Assert.That(await DecidedAsync(pool, founder), Does.Contain("is the bottleneck"));
            Assert.That((await pool.EventsAsync(founder)).Where(one => one.Kind == EventKind.Ticket), Is.Empty);
        }

        // It was nothing else that held them.
        await Eventually.IsTrueAsync("a birth, now that the database has room", TimeSpan.FromMinutes(2), async () => (await pool.EventsAsync(founder)).Any(one => one.Kind == EventKind.Proved));
        await TestContext.Out.WriteLineAsync(string.Join('\n', (await pool.EventsAsync(founder)).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.At:HH:mm:ss} {one.Kind} {one.Machine} {one.What}"))));
    }

    private static async Task<double> LoadAsync(StemPool pool, Founder founder) => (await WhyAsync(pool, founder)).Roles.GetValueOrDefault(Role.Crawler)?.MeanSaid() ?? 0;

    private static async Task<string> DecidedAsync(StemPool pool, Founder founder) => string.Join('\n', (await WhyAsync(pool, founder)).Verdicts.SelectMany(verdict => verdict.Reasons));

    private static async Task<WhyAnswer> WhyAsync(StemPool pool, Founder founder) =>
        JsonSerializer.Deserialize(await pool.DoAsync("status", "--why", "--json", "--data", founder.Data), ControlJson.Default.WhyAnswer) ?? throw new AssertionException("No signs.");
}
