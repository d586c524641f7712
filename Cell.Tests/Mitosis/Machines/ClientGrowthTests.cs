using System.Globalization;
using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Clients that become twice as many as one API serves, at three tenths of the usual windows, on machines with half a core.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed class ClientGrowthTests
{
    private const string Half = "50";
    private const double TooMuch = 0.75;
    private const double Strained = 0.56;
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    // A newborn has its whole share after a minute.
    private static readonly TimeSpan Grown = TimeSpan.FromSeconds(75);

    // A minute, and what a look at it takes.
    private static readonly TimeSpan EmissionsMost = TimeSpan.FromSeconds(65);

    [TearDown]
    public async Task MakeFast()
    {
        foreach (var machine in Machines)
        {
            await Nursery.DoAsync("slow", machine, "full");
        }
    }

    [Test, Category("Invariant 9")]
    public async Task An_API_with_too_many_clients_divides_and_new_ones_reach_the_daughter()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.SitesAsync("up");
        await pool.AddFreshAsync(Machines);
        await pool.EditAsync(draft => draft
            .Replace("\"reserve\": 100", "\"reserve\": 1", StringComparison.Ordinal)
            .Replace("\"api\": { \"min\": 0 }", "\"api\": { \"min\": 0, \"max\": 3 }", StringComparison.Ordinal)
            .Replace("\"frontier\": { \"hosts\": [\"10.77.0.1\"] }", "\"frontier\": { \"hosts\": [\"stem1\"] }, \"api\": { \"rate\": 0 }", StringComparison.Ordinal)
            .Replace("\"allow\": []", "\"pace\": 3, \"allow\": [\"10.77.0.128/25\"]", StringComparison.Ordinal)
            .Replace("\"delays\": {}", "\"delays\": { \"*.docs.test\": \"15ms\" }", StringComparison.Ordinal)
            .Replace("\"health\": {", "\"homeostasis\": { \"windows\": 0.3 }, \"health\": {", StringComparison.Ordinal));
        foreach (var machine in Machines)
        {
            await Nursery.DoAsync("slow", machine, Half);
        }

        var founder = await pool.StartAsync("founder", "health", "crawler");
        await pool.DoAsync("divide", "--data", founder.Data, "--role", "api", "--target", "stem1");
        await Nursery.ShellAsync("stem1", "/usr/local/lib/cell/cell crawl --data /var/lib/cell http://postgresql.docs.test/index.html");
        await Eventually.IsTrueAsync("pages to search", TimeSpan.FromMinutes(3), async () => (await ApisAsync(pool, founder)).Any(api => api.Vitals.Pages > 200));

        await using var clients = new ClientLoad((await pool.StatusAsync(founder)).Facts.Public, "/search?q=table+index");
        var emission = WatchAsync(pool, founder, clients);
        var rate = await CalibrateAsync(pool, founder, clients);
        await Task.Delay(Quiet, TimeProvider.System, CancellationToken.None);
        var before = clients.Since(Quiet);
        Assert.That(await ApisAsync(pool, founder), Has.Count.EqualTo(1), "one is enough for these");

        clients.Rate = 2 * rate;
        var doubled = TimeProvider.System.GetTimestamp();
        await Eventually.IsTrueAsync("a second API at the front", TimeSpan.FromMinutes(3), async () => (await ApisAsync(pool, founder)).Count(api => api.Vitals.CaughtUp == true) >= 2);
        var during = clients.Since(TimeProvider.System.GetElapsedTime(doubled));
        await Task.Delay(Grown, TimeProvider.System, CancellationToken.None);
        var after = clients.Since(Quiet);
        clients.Stop();
        var longest = await emission;

        var events = await pool.EventsAsync(founder);
        await TestContext.Out.WriteLineAsync(string.Join('\n', events.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.At:HH:mm:ss} {one.Kind} {one.Machine} {one.What}"))));
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"before  {before}\nduring  {during}\nafter   {after}\nlinks waited for {longest.TotalSeconds:0} s at a time at most"));
        Assert.That(events.Where(one => one.Kind == EventKind.Reaction).Select(one => one.What), Has.Some.Contains("births of api cells are offered"));
        Assert.That(during.Answered, Is.GreaterThan(0));
        Assert.That(longest, Is.LessThan(EmissionsMost));
        Assert.That(after.TurnedAway, Is.Zero);
        Assert.That(after.ByHost.Values.Min(), Is.GreaterThan(after.Answered / 5), "each has its share");
        Assert.That(after.P99, Is.LessThan(TimeSpan.FromMilliseconds(Math.Max(250, 2 * before.P99.TotalMilliseconds))));
    }

    private static async Task<IReadOnlyList<RosterEntry>> ApisAsync(StemPool pool, Founder founder) =>
        [.. (await pool.StatusAsync(founder)).Roster.Cells.Where(cell => cell.State == CellState.Alive && cell.Facts.Roles.Contains(Role.Api))];

    // As many as one API can bear, and twice as many not: pages that come in are a part of its load.
    private static async Task<double> CalibrateAsync(StemPool pool, Founder founder, ClientLoad clients)
    {
        double? without = null;
        for (var rate = 4.0; rate < 2000; rate *= 1.4)
        {
            clients.Rate = rate;
            await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None);
            var load = (await ApisAsync(pool, founder)).Select(api => api.Vitals.Loads.GetValueOrDefault(Role.Api)).Single();
            await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rate:0} clients a second: load {load:0.00}"));
            without ??= load;
            if ((2 * load) - without >= TooMuch)
            {
                return clients.Rate = load > Strained ? rate / 1.3 : rate;
            }
        }

        throw new AssertionException("No number of clients loads it.");
    }

    /// <returns>How long links waited without any being carried to the frontier, at most.</returns>
    private static async Task<TimeSpan> WatchAsync(StemPool pool, Founder founder, ClientLoad clients)
    {
        var (longest, heard, last) = (TimeSpan.Zero, TimeProvider.System.GetTimestamp(), 0L);
        while (!clients.Stopped)
        {
            var held = (await ApisAsync(pool, founder)).Sum(api => api.Vitals.Demand?.Held ?? 0);
            if (held == 0 || held < last)
            {
                heard = TimeProvider.System.GetTimestamp();
            }

            last = held;
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, TimeProvider.System.GetElapsedTime(heard).Ticks));
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }

        return longest;
    }
}
