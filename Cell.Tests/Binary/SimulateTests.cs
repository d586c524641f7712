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
    public async Task A_history_is_replayed_with_other_limits_and_a_line_that_is_no_event_is_named()
    {
        await using var habitat = new Habitat();
        var events = habitat.At("events.jsonl");
        await File.WriteAllTextAsync(events, """
            {"seq":1,"at":"2026-01-01T00:00:00Z","kind":"alive","machine":"a","cell":"00000001-0000-7000-8000-000000000000","what":"crawler of generation 0: signed by root"}
            {"seq":2,"at":"2026-01-01T00:01:00Z","kind":"load","machine":"","what":"","load":{"role":"crawler","demand":5,"cells":1}}
            {"seq":3,"at":"2026-01-01T01:00:00Z","kind":"load","machine":"","what":"","load":{"role":"crawler","demand":5,"cells":5}}
            """);
        await File.WriteAllTextAsync(habitat.At("cell.json"), """{ "organism": { "name": "other" }, "population": { "crawler": { "max": 3 } }, "limits": { "cells": 10 }, "pool": { "reserve": 0 } }""");
        var free = await habitat.RunAsync("simulate", "--from", events);
        Assert.That(free.Out, Does.Contain("its own history").And.Match("1 at first, [56] at most, [56] in the end"), free.Err);
        var bound = await habitat.RunAsync("simulate", "--from", events, "--limits", habitat.At("cell.json"), "--json");
        Assert.That(JsonDocument.Parse(bound.Out).RootElement.GetProperty("would")[0].GetProperty("most").GetInt32(), Is.LessThanOrEqualTo(3), bound.Err);

        await File.AppendAllTextAsync(events, "\nnonsense\n");
        var wrong = await habitat.RunAsync("simulate", "--from", events);
        Assert.That((wrong.Code, wrong.Err.Contains("line 4: it is not JSON.", StringComparison.Ordinal)), Is.EqualTo(((int)ExitCode.Usage, true)), wrong.Err);
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
