using System.Globalization;
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
    private const int CellsABox = 7;
    private static readonly string[] Boxes = [Habitat.Host, "127.0.0.2", "127.0.0.3"];
    private const int Percent = 30;
    private const int FirstPort = 7100; // in a network of their own
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
                "machines": [ {{string.Join(' ', Boxes[1..].Select(box => $$"""{ "host": "{{box}}", "founder": true, "addresses": ["127.0.0.0/8"] },"""))}}
                """, StringComparison.Ordinal)
            .Replace("\"crawler\": {", $$"""
                "limits": { "cells": {{2 * Cells}} }, "population": { "crawler": { "min": 0, "max": {{2 * Cells}} }, "api": { "min": 0 } }, "crawler": {
                """, StringComparison.Ordinal));
        await RoutedNetworks.DoAsync("ip", "netns", "add", network);
        await InsideAsync("ip", "link", "set", "lo", "up");
        await InsideAsync("nft", "add table inet loss");
        await InsideAsync("nft", "add chain inet loss in { type filter hook input priority 0; }");
        await InsideAsync("nft", $"add rule inet loss in meta l4proto tcp numgen random mod 100 < {Percent} drop");

        var processes = new List<CellProcess> { Start(habitat, 0, habitat.OperatorBase) };
        var health = habitat.At("cell0");
        await habitat.ReadyAsync(processes[0], health);

        // A box has ten founder cells at most: each other one's are founded from a copy of the operator's folder, which knows the health cell.
        var folders = Boxes.Select(box => habitat.At($"operator of {box}")).ToList();
        folders.ForEach(folder => Founders.CopyFolder(habitat.OperatorBase, folder));
        for (var number = 1; number < Cells; number++)
        {
            processes.Add(Start(habitat, number, folders[number / CellsABox]));
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }

        await Eventually.IsTrueAsync("all alive", TimeSpan.FromMinutes(2), async () =>
        {
            var asked = await habitat.RunAsync("status", "--json", "--data", health);
            return asked.Out.Length > 0 && Habitat.Read(asked).Roster.Cells.Count(entry => entry.State == CellState.Alive) == Cells;
        });
        await Task.Delay(Watch, TimeProvider.System, CancellationToken.None);
        var events = await habitat.EventsAsync(health);
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Cells} cells, {Watch.TotalMinutes:0} min at {Percent} % loss each way: {events.Count(one => one.Kind == EventKind.Suspect)} suspicions, {events.Count(one => one.Kind == EventKind.Dead)} deaths, {events.Count(one => one.Kind == EventKind.Frozen)} freezes."));
        Assert.That(events.Where(one => one.Kind == EventKind.Dead), Is.Empty);
        Assert.That(processes.Where(process => process.HasEnded), Is.Empty);

        processes[^1].Signal(Signal.Stop);
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.IsTrueAsync("death of the stopped one", DeadWithin, async () => (await habitat.EventsAsync(health)).Any(one => one.Kind == EventKind.Dead));
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"A stopped one was held dead after {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s."));
    }

    private CellProcess Start(Habitat habitat, int number, string operatorBase) => habitat.Launch(
        "ip", "netns", "exec", network, "env", $"CELL_OPERATOR={operatorBase}", PublishedBinary.Path, "start", "--data", habitat.At($"cell{number}"), "--role", number == 0 ? "health" : "crawler",
        "--machine", Boxes[number / CellsABox], "--public", $"{FirstPort + (2 * number)}", "--tissue", $"{FirstPort + (2 * number) + 1}");

    [TearDown]
    public Task TakeDown() => Tool.RunAsync("ip", "netns", "delete", network);

    private Task InsideAsync(params string[] command) => RoutedNetworks.DoAsync(["ip", "netns", "exec", network, .. command]);
}
