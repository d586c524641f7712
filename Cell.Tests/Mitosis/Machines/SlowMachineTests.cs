using System.Globalization;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>Machines that become slow under living cells, at a tenth of the usual windows.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed class SlowMachineTests
{
    private const string Percent = "25";
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(50);

    [TearDown]
    public async Task MakeFast()
    {
        foreach (var machine in Machines)
        {
            await FastAsync(machine);
        }
    }

    [Test]
    public async Task A_crawler_whose_machine_became_slow_is_replaced_and_when_all_are_slow_nobody_is()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.EditAsync(draft => draft
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 2, \"max\": 4 }", StringComparison.Ordinal)
            .Replace("\"health\": {", "\"homeostasis\": { \"windows\": 0.1 }, \"health\": {", StringComparison.Ordinal));
        await pool.AddFreshAsync(Machines);
        var founder = await pool.StartAsync("founder", "health", "api");
        await Eventually.IsTrueAsync("two crawlers", TimeSpan.FromSeconds(60), async () => (await WorkingAsync(pool, founder)).Count == 2);
        var before = await WorkingAsync(pool, founder);

        // Their baselines are taken, and five probes besides.
        await Task.Delay(Steady, TimeProvider.System, CancellationToken.None);
        var slow = before[0];
        await SlowAsync(slow);
        await Eventually.IsTrueAsync($"another crawler than that of {slow}", TimeSpan.FromMinutes(5), async () =>
            await WorkingAsync(pool, founder) is { Count: 2 } now && !now.Contains(slow) && (await pool.RowAsync(slow)).State == "tainted");
        var (_, detail) = await pool.RowAsync(slow);
        Assert.That(detail, Does.Contain("it became slow: the probe took"));
        await FastAsync(slow);
        var check = new ToolResult(0, "", "");
        try
        {
            await Eventually.IsTrueAsync("the machine well again by a check", TimeSpan.FromSeconds(30), async () => (check = await pool.RunAsync("pool", "check", slow, "--data", founder.Data)).Good);
        }
        finally
        {
            await TestContext.Out.WriteLineAsync($"{check.Output} {check.Trouble}\n{await Nursery.JournalAsync(slow)}\n{founder.Journal}");
        }

        await pool.AssertBlankAsync(slow, TimeSpan.FromSeconds(5));

        await Task.Delay(Steady, TimeProvider.System, CancellationToken.None);
        var mark = (await pool.EventsAsync(founder))[^1].Seq;
        foreach (var machine in await WorkingAsync(pool, founder))
        {
            await SlowAsync(machine);
        }

        await Eventually.IsTrueAsync("word that all became slow", TimeSpan.FromMinutes(4), async () => (await pool.DoAsync("notify", "--data", founder.Data)).Contains("crawler cells became slow at once", StringComparison.Ordinal));
        await Task.Delay(Steady, TimeProvider.System, CancellationToken.None);
        var events = await pool.EventsAsync(founder);
        await TestContext.Out.WriteLineAsync(string.Join('\n', events.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.At:HH:mm:ss} {one.Kind} {one.Machine} {one.What}"))));
        Assert.That(events.Where(one => one.Seq > mark && one.Kind == EventKind.Ticket), Is.Empty);
    }

    private static Task<string> SlowAsync(string machine) => Nursery.DoAsync("slow", machine, Percent);

    private static Task<string> FastAsync(string machine) => Nursery.DoAsync("slow", machine, "full");

    private static async Task<IReadOnlyList<string>> WorkingAsync(StemPool pool, Founder founder) =>
        [.. (await pool.StatusAsync(founder)).Roster.Cells.Where(cell => cell.State == CellState.Alive && Machines.Contains(cell.Facts.Machine)).Select(cell => cell.Facts.Machine)];
}
