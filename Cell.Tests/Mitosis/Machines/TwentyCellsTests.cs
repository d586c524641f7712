using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>One organism of twenty cells: seventeen processes of this box, as two founder machines, and three born ones.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed partial class TwentyCellsTests
{
    private const int Processes = 17;
    private const int Slots = 10;
    private static readonly string[] Machines = ["stem1", "stem2", "stem3"];

    [Test]
    public async Task A_genome_reaches_all_of_them_within_three_seconds_without_a_restart()
    {
        await using var pool = await StemPool.FoundAsync();
        await pool.EditAsync(draft => draft
            .Replace("\"machines\": [", "\"machines\": [\n { \"host\": \"second\", \"founder\": true, \"addresses\": [\"10.77.0.1/32\", \"127.0.0.1/32\"] },", StringComparison.Ordinal)
            .Replace("\"health\":", "\"population\": { \"crawler\": { \"min\": 1, \"max\": 30 } },\n  \"health\":", StringComparison.Ordinal)
            .Replace("\"birthsPerHour\": 1000", "\"birthsPerHour\": 1000, \"cells\": 30", StringComparison.Ordinal));
        var founder = await pool.StartWithAsync("founder", "--machine", "10.77.0.1");
        for (var process = 1; process < Processes; process++)
        {
            var port = 7300 + (10 * process);
            await pool.StartWithAsync($"crawler{process}", "--role", "crawler", "--machine", process < Slots ? "10.77.0.1" : "second", "--public", $"{port}", "--tissue", $"{port + 1}");
        }

        foreach (var machine in Machines)
        {
            await Nursery.FreshAsync(machine);
            await pool.AddAsync(machine);
            var end = await pool.DivideAsync(founder, machine);
            Assert.That(end.Code, Is.Zero, end.Detail);
        }

        var starts = (await pool.StatusAsync(founder)).Roster.Cells.ToDictionary(entry => entry.Cell, entry => entry.Incarnation);
        await File.WriteAllTextAsync(pool.Operator.Draft, (await File.ReadAllTextAsync(pool.Operator.Draft)).Replace("\"delay\": \"1s\"", "\"delay\": \"2s\"", StringComparison.Ordinal));
        var pushed = await pool.DoAsync("genome", "push");
        await TestContext.Out.WriteLineAsync(pushed);
        var told = Told().Match(pushed);
        Assert.That(told.Success, Is.True, pushed);
        Assert.That(double.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture), Is.LessThan(3));
        Assert.That((await pool.StatusAsync(founder)).Roster.Cells.ToDictionary(entry => entry.Cell, entry => entry.Incarnation), Is.EqualTo(starts), "somebody was started anew");
    }

    [GeneratedRegex(@"20 of 20 cells live by version \d+ after ([0-9.]+) s\.")]
    private static partial Regex Told();
}
