using System.Globalization;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>A hundred crawlers that one of two health cells does not hear any more, while the other does.</summary>
[Category("Binary")]
[Category("Long")]
[Category("Invariant 5")]
internal sealed class ManyCutTests
{
    private const int Crawlers = 100;
    private const int CellsABox = 8; // of ten slots two are the health cells'
    private const int Boxes = (Crawlers + CellsABox - 1) / CellsABox;
    private const int FirstPort = 7100; // in networks of their own
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(60);

    // Networks: a health cell, the other one, all crawlers.
    [TestCase(0, Description = "the one that leads")]
    [TestCase(1)]
    public async Task Nobody_is_born_and_nobody_removed_and_when_all_are_back_it_is_as_before(int blind)
    {
        await using var networks = await RoutedNetworks.MakeAsync(1, 1, Boxes);
        await using var habitat = new Habitat();
        var first = RoutedNetworks.Address(0, 0);
        var second = RoutedNetworks.Address(1, 0);
        var made = await habitat.RunAsync("init", "demo", "--host", first, "--address", "10.99.0.0/16");
        Assert.That(made.Code, Is.Zero, made.Err);
        var boxes = Enumerable.Range(0, Boxes).Select(number => RoutedNetworks.Address(2, number)).Prepend(second);
        await habitat.EditAsync(draft => draft
            .Replace("\"machines\": [", $"\"machines\": [ {string.Concat(boxes.Select(box => $$"""{ "host": "{{box}}", "founder": true, "addresses": ["10.99.0.0/16"] }, """))}", StringComparison.Ordinal)
            .Replace($"\"health\": {{ \"hosts\": [\"{first}\"]", $"\"health\": {{ \"hosts\": [\"{first}\", \"{second}\"]", StringComparison.Ordinal)
            .Replace("\"crawler\": {", $$"""
                "limits": { "cells": {{2 * Crawlers}} },
                  "population": { "crawler": { "min": {{Crawlers}}, "max": {{2 * Crawlers}} }, "api": { "min": 0 }, "health": { "min": 1, "max": 2 } },
                  "crawler": {
                """, StringComparison.Ordinal));

        CellProcess Start(int network, string name, string role, string machine, int port, string operatorBase) => habitat.Launch(
        [
            .. RoutedNetworks.In(network), "env", $"CELL_OPERATOR={operatorBase}", PublishedBinary.Path, "start", "--data", habitat.At(name), "--role", role,
            "--machine", machine, "--public", $"{port}", "--tissue", $"{port + 1}",
        ]);

        string[] health = [habitat.At("first"), habitat.At("second")];
        await habitat.ReadyAsync(Start(0, "first", "health", first, FirstPort, habitat.OperatorBase), health[0]);
        await habitat.ReadyAsync(Start(1, "second", "health", second, FirstPort, habitat.OperatorBase), health[1]);
        var folders = Enumerable.Range(0, Boxes).Select(box => habitat.At($"operator{box}")).ToList();
        folders.ForEach(folder => Founders.CopyFolder(habitat.OperatorBase, folder));
        for (var number = 0; number < Crawlers; number++)
        {
            var box = number / CellsABox;
            Start(2, $"crawler{number}", "crawler", RoutedNetworks.Address(2, box), FirstPort + (2 * number), folders[box]);
            await Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System, CancellationToken.None);
        }

        foreach (var cell in health)
        {
            await AllAliveAsync(habitat, cell, TimeSpan.FromMinutes(3));
        }

        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, CancellationToken.None);
        var before = new List<long>();
        foreach (var cell in health)
        {
            before.Add((await habitat.EventsAsync(cell))[^1].Seq);
        }

        await RoutedNetworks.CutAsync(blind, 2);
        await Task.Delay(Cut, TimeProvider.System, CancellationToken.None);
        var blinded = await habitat.StatusAsync(health[blind]);
        await RoutedNetworks.HealAsync();
        var notices = (await habitat.RunAsync("notify", "--data", health[blind])).Out;
        await AllAliveAsync(habitat, health[blind], TimeSpan.FromSeconds(30));
        Assert.That(blinded.Roster.Cells.Count(entry => entry.State == CellState.Suspect), Is.EqualTo(Crawlers), "it heard none of them");
        for (var at = 0; at < health.Length; at++)
        {
            var events = (await habitat.EventsAsync(health[at])).Where(one => one.Seq > before[at]).ToList();
            await TestContext.Out.WriteLineAsync($"{(at == blind ? "cut" : "whole")}: {string.Join(", ", events.GroupBy(one => one.Kind).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"))}");
            Assert.That(events.Where(one => one.Kind is EventKind.Dead or EventKind.Gone or EventKind.Ticket or EventKind.Born).Select(one => $"{one.At:HH:mm:ss.f} {one.Machine} {one.What}"), Is.Empty);
            Assert.That(events.Count(one => one.Kind == EventKind.Frozen), Is.EqualTo(at == blind ? 1 : 0));
        }

        await TestContext.Out.WriteLineAsync(notices);
    }

    private static Task AllAliveAsync(Habitat habitat, string health, TimeSpan within) => Eventually.IsTrueAsync("all alive", within, async () =>
    {
        var asked = await habitat.RunAsync("status", "--json", "--data", health);
        return asked.Out.Length > 0 && Habitat.Read(asked).Roster.Cells.Count(entry => entry.State == CellState.Alive) == Crawlers + 2;
    });
}
