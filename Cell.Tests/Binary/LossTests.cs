using System.Globalization;
using System.Text.Json;
using Cell.Genome;
using Cell.Mitosis;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Twenty processes in a network of their own that loses 30 % of all packets, each way.</summary>
[Category("Binary")]
[Category("Long")]
internal sealed class LossTests
{
    private const int Cells = 20;
    private const int CellsABox = 10;
    private const string Second = "127.0.0.2";
    private const int Percent = 30;
    private static readonly TimeSpan Watch = TimeSpan.FromHours(1);
    private static readonly TimeSpan DeadWithin = TimeSpan.FromSeconds(20);
    private readonly string network = string.Create(CultureInfo.InvariantCulture, $"cell-loss-{Environment.ProcessId}");

    [Test]
    public async Task For_an_hour_nobody_is_held_dead_and_then_a_stopped_one_is_within_twenty_seconds()
    {
        Nursery.Require(); // root, Linux, namespaces
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.EditAsync(draft => draft
            .Replace("\"machines\": [", $$"""
                "machines": [ { "host": "{{Second}}", "founder": true, "addresses": ["{{Second}}/32", "127.0.0.1/32"] },
                """, StringComparison.Ordinal)
            .Replace("\"crawler\": {", $$"""
                "limits": { "cells": {{2 * Cells}} }, "population": { "crawler": { "min": 0, "max": {{2 * Cells}} }, "api": { "min": 0 } }, "crawler": {
                """, StringComparison.Ordinal));
        var port = Ports.Block(2 * Cells);
        await DoAsync("ip", "netns", "add", network);
        await InsideAsync("ip", "link", "set", "lo", "up");
        await InsideAsync("nft", $"table inet loss {{ chain in {{ type filter hook input priority 0; meta l4proto tcp numgen random mod 100 < {Percent} drop; }} }}");

        // A box has ten founder cells at most: the second one's are founded from a copy of the operator's folder.
        var second = habitat.At("second");
        Founders.CopyFolder(habitat.OperatorBase, second);
        var processes = new List<CellProcess>();
        for (var number = 0; number < Cells; number++)
        {
            string[] command =
            [
                "ip", "netns", "exec", network, "env", $"CELL_OPERATOR={(number < CellsABox ? habitat.OperatorBase : second)}",
                PublishedBinary.Path, "start", "--data", habitat.At($"cell{number}"), "--role", number == 0 ? "health" : "crawler",
                "--machine", number < CellsABox ? Habitat.Host : Second, "--public", $"{port + (2 * number)}", "--tissue", $"{port + (2 * number) + 1}",
            ];
            processes.Add(habitat.Launch(command));
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }

        var health = habitat.At("cell0");
        await Eventually.IsTrueAsync("all alive", TimeSpan.FromMinutes(2), async () =>
        {
            var asked = await habitat.RunAsync("status", "--json", "--data", health);
            return asked.Out.Length > 0 && Habitat.Read(asked).Roster.Cells.Count(entry => entry.State == CellState.Alive) == Cells;
        });
        await Task.Delay(Watch, TimeProvider.System, CancellationToken.None);
        var events = await EventsAsync(habitat, health);
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Cells} cells, {Watch.TotalMinutes:0} min at {Percent} % loss each way: {events.Count(one => one.Kind == EventKind.Suspect)} suspicions, {events.Count(one => one.Kind == EventKind.Dead)} deaths, {events.Count(one => one.Kind == EventKind.Frozen)} freezes."));
        Assert.That(events.Where(one => one.Kind == EventKind.Dead), Is.Empty);
        Assert.That(processes.Where(process => process.HasEnded), Is.Empty);

        processes[^1].Signal(Signal.Stop);
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.IsTrueAsync("death of the stopped one", DeadWithin, async () => (await EventsAsync(habitat, health)).Any(one => one.Kind == EventKind.Dead));
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"A stopped one was held dead after {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s."));
    }

    [TearDown]
    public Task TakeDown() => Tool.RunAsync("ip", "netns", "delete", network);

    private Task InsideAsync(params string[] command) => DoAsync(["ip", "netns", "exec", network, .. command]);

    private static async Task DoAsync(params string[] command)
    {
        var done = await Tool.RunAsync(command[0], command[1..]);
        Assert.That(done.Good, Is.True, $"{string.Join(' ', command)}: {done.Trouble}");
    }

    private static async Task<IReadOnlyList<OrganismEvent>> EventsAsync(Habitat habitat, string data) =>
    [
        .. (await habitat.RunAsync("events", "--json", "--data", data)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, EventJson.Default.OrganismEvent) ?? throw new AssertionException(line)),
    ];
}
