using System.Diagnostics;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>The only health cell is gone: those that are left see to it that another one is born.</summary>
[Category("Nursery")]
[Category("Invariant 7")]
internal sealed class LastHealthCellTests
{
    private const string Seat = "stem1";
    private static readonly string[] Machines = [Seat, "stem2", "stem3"];

    [Test]
    public async Task The_last_health_cell_is_replaced_by_its_heirs_and_the_organism_goes_on()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.AddFreshAsync(Machines);
        await pool.EditAsync(draft => draft.Replace("\"health\": { \"hosts\": [\"10.77.0.1\"", $"\"health\": {{ \"hosts\": [\"10.77.0.1\", \"{Seat}\"", StringComparison.Ordinal));
        var health = await pool.StartAsync("health", "health");
        var api = await pool.StartAsync("api", "api");
        var crawler = await pool.StartAsync("crawler", "crawler");
        var born = await pool.DivideAsync(health, "stem2");
        Assert.That(born.Code, Is.Zero, born.Detail);
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None); // it writes its will, and its heirs read it

        await health.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await Eventually.IsTrueAsync("a health cell on the seat that knows all others", TimeSpan.FromSeconds(120), async () =>
            (await RosterThereAsync()) is { } roster && roster.Count(cell => cell.State == CellState.Alive) == 4);
        await TestContext.Out.WriteLineAsync($"She lives, and knows all others, {Stopwatch.GetElapsedTime(killed).TotalSeconds:0} s after the last one was killed.");
        var journals = api.Journal + crawler.Journal + await Nursery.ShellAsync("stem2", "journalctl --no-pager -q -u cell.service");
        await TestContext.Out.WriteLineAsync(string.Join('\n', journals.Split('\n').Where(line => line.Contains("Inheritance", StringComparison.Ordinal) || line.Contains("LegacyPost", StringComparison.Ordinal))));
        Assert.That(journals, Does.Contain($"a health cell on {Seat}: proved"));
        Assert.That(journals, Does.Contain("Told the health cell"));
        var there = await RosterThereAsync() ?? [];
        Assert.That(there.Select(cell => (cell.Facts.Machine, string.Join('+', cell.Facts.Roles), cell.State)), Is.EquivalentTo(new[]
        {
            (Seat, "Health", CellState.Alive), ("10.77.0.1", "Api", CellState.Alive), ("10.77.0.1", "Crawler", CellState.Alive), ("stem2", "Crawler", CellState.Alive),
        }));

        var next = await pool.DivideAsync(crawler, "stem3");
        Assert.That(next.Code, Is.Zero, $"it signs tickets as any: {next.Detail}\n{crawler.Journal}");

        var back = await pool.StartAsync("health", "health");
        await Eventually.IsTrueAsync("both health cells on either roster", TimeSpan.FromSeconds(60), async () =>
            (await RosterThereAsync())?.Count(cell => cell.State == CellState.Alive && cell.Facts.Roles.Contains(Role.Health)) == 2
            && (await pool.StatusAsync(back)).Roster.Cells.Count(cell => cell.State == CellState.Alive) == 6);
    }

    private static async Task<IReadOnlyList<RosterEntry>?> RosterThereAsync()
    {
        var status = await Nursery.ShellAsync(Seat, "/usr/local/lib/cell/cell status --json --data /var/lib/cell 2> /dev/null || true");
        return status.Length == 0 ? null : JsonSerializer.Deserialize(status, ControlJson.Default.StatusAnswer)?.Roster.Cells;
    }
}
