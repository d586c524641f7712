using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>One organism of twenty cells: ten processes of this box and ten born ones.</summary>
[Category("Nursery")]
[Category("Long")]
internal sealed partial class TwentyCellsTests
{
    private const int Processes = 10;
    private static readonly IReadOnlyList<string> Machines = [.. Enumerable.Range(1, 10).Select(number => $"stem{number}")];

    [Test]
    public async Task A_genome_reaches_all_of_them_within_three_seconds_without_a_restart()
    {
        await using var pool = await StemPool.FoundAsync();
        await Nursery.DoAsync("up", $"{Machines.Count}", "--full");
        await pool.EditAsync(draft => draft
            .Replace("\"crawler\": { \"min\": 0 }", "\"crawler\": { \"min\": 0, \"max\": 30 }", StringComparison.Ordinal)
            .Replace("\"birthsPerHour\": 1000", "\"birthsPerHour\": 1000, \"cells\": 30", StringComparison.Ordinal));
        var founder = await pool.StartAsync("founder");
        for (var process = 1; process < Processes; process++)
        {
            await pool.StartAsync($"crawler{process}", "crawler");
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
