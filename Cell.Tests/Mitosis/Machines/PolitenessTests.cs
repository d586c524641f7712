using System.Globalization;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Four crawlers on four machines, ten sites of one nginx: what their delay is worth, by the log of who was asked.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed class PolitenessTests
{
    private const int Sites = 10;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(15);

    [Test]
    public async Task No_two_requests_to_a_host_come_closer_than_its_delay_while_crawlers_are_killed_cut_off_and_born()
    {
        await using var pool = await StemPool.FoundAsync();
        var machines = await Nursery.UpAsync(5);
        var seeds = (await Nursery.SitesAsync("up")).Split('\n').Select(line => line.Split('\t', ' ')[^1]).ToList();
        await pool.EditAsync(draft => draft
            .Replace("\"allow\": []", "\"concurrency\": 3, \"allow\": [\"10.77.0.128/25\"]", StringComparison.Ordinal)
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 0, \"max\": 9 }", StringComparison.Ordinal));
        await pool.AddFreshAsync(machines);
        var founder = await pool.StartAsync("founder", "health", "api");
        foreach (var machine in machines.Take(4))
        {
            await BearAsync(pool, founder, machine);
        }

        var begun = TimeProvider.System.GetUtcNow();
        await pool.DoAsync(["crawl", "--data", founder.Data, .. seeds]);
        await PassAsync(Calm);
        await Nursery.CrashAsync(machines[0]);
        await PassAsync(Calm);

        // It loses the health cell and the frontier, not the sites.
        await Nursery.ShellAsync(machines[1], "ip route add blackhole 10.77.0.1/32");
        await BearAsync(pool, founder, machines[4]);
        await PassAsync(Calm);
        await Nursery.DoAsync("cut", machines[2]);
        await PassAsync(Calm);
        await Nursery.ShellAsync(machines[1], "ip route del blackhole 10.77.0.1/32");
        await Nursery.DoAsync("heal", machines[2]);
        await PassAsync(3 * Calm);

        var log = await RequestsAsync(begun);
        var gaps = log.ToDictionary(host => host.Key, host => host.Value.Zip(host.Value.Skip(1), (one, next) => next - one).DefaultIfEmpty(double.MaxValue).Min(), StringComparer.Ordinal);
        await TestContext.Out.WriteLineAsync(string.Join('\n', gaps.Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.Key}: {log[gap.Key].Count} requests, the closest {gap.Value:0.000} s apart"))));
        Assert.That(log, Has.Count.EqualTo(Sites));
        Assert.That(log.Values.Sum(host => host.Count), Is.GreaterThan(300), "requests in all");

        // Of one thousandth the log itself is not sure.
        Assert.That(gaps.Where(gap => gap.Value < Delay.TotalSeconds - 0.001), Is.Empty);
        Assert.That((await pool.StatusAsync(founder)).Roster.Cells.Count(cell => cell.Facts.Mother is not null && cell.Vitals.Pages > 0), Is.GreaterThanOrEqualTo(3), "crawlers that crawled and live");
    }

    private static async Task BearAsync(StemPool pool, Founder founder, string machine)
    {
        var end = await pool.DivideAsync(founder, machine);
        Assert.That(end.Code, Is.Zero, end.Detail);
    }

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, CancellationToken.None);

    // 1795554172.123 git.docs.test 200 "GET /index.html HTTP/1.1" "…"
    private static async Task<Dictionary<string, List<double>>> RequestsAsync(DateTimeOffset begun) =>
        (await File.ReadAllLinesAsync(Nursery.SitesLog))
            .Select(line => line.Split(' ', 3))
            .Select(words => (At: double.Parse(words[0], CultureInfo.InvariantCulture), Host: words[1]))
            .Where(request => request.At >= begun.ToUnixTimeMilliseconds() / 1000.0)
            .GroupBy(request => request.Host, StringComparer.Ordinal)
            .ToDictionary(host => host.Key, host => host.Select(request => request.At).Order().ToList(), StringComparer.Ordinal);
}
