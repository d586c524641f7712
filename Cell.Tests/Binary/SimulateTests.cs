using System.Text.Json;
using Cell.Cli;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary><c>cell simulate</c> as people and machines call it.</summary>
[Category("Binary")]
internal sealed class SimulateTests
{
    [Test]
    public async Task A_shipped_scenario_gives_a_table_a_picture_and_json()
    {
        await using var habitat = new Habitat();
        var scenario = Path.Combine(Repository.Top, "docs", "scenarios", "step.json");
        var table = await habitat.RunAsync("simulate", scenario, "--svg", habitat.At("step.svg"));
        Assert.That((table.Code, table.Out.Contains("births", StringComparison.Ordinal)), Is.EqualTo((0, true)), table.Err);
        Assert.That(await File.ReadAllTextAsync(habitat.At("step.svg")), Does.StartWith("<svg "));
        var json = await habitat.RunAsync("simulate", scenario, "--json", "--seed", "7");
        Assert.That(JsonDocument.Parse(json.Out).RootElement.GetProperty("seed").GetInt32(), Is.EqualTo(7));
    }

    [Test]
    [Category("Invariant 11")]
    public async Task What_is_no_scenario_is_told_all_its_faults()
    {
        await using var habitat = new Habitat();
        await File.WriteAllTextAsync(habitat.At("wrong.json"), """{ "cells": -1, "policy": { "kind": "luck" } }""");
        var wrong = await habitat.RunAsync("simulate", habitat.At("wrong.json"));
        Assert.That(wrong.Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That(wrong.Err, Does.Contain("cells: must be").And.Contain("policy.kind: must be"));
        Assert.That((await habitat.RunAsync("simulate")).Code, Is.EqualTo((int)ExitCode.Usage));
        Assert.That((await habitat.RunAsync("simulate", habitat.At("none.json"))).Code, Is.EqualTo((int)ExitCode.Box));
    }
}
