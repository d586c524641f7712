using NUnit.Framework;

namespace Cell.Simulation;

internal sealed class ScenarioReaderTests
{
    private static IEnumerable<string> Shipped() => Directory.GetFiles(Path.Combine(Repository.Top, "docs", "scenarios"), "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal); // a file has a name

    [TestCaseSource(nameof(Shipped))]
    public void A_shipped_scenario_is_valid(string name)
    {
        var folder = Path.Combine(Repository.Top, "docs", "scenarios");
        var read = ScenarioReader.Read(File.ReadAllText(Path.Combine(folder, name)), trace => File.ReadLines(Path.Combine(folder, trace)));
        Assert.That(read.Faults, Is.Empty);
    }

    [Test]
    public void All_faults_are_told_at_once_each_with_its_key()
    {
        var read = Read("""{ "role": "health", "cells": 0, "load": { "points": [{ "at": "soon" }] }, "incidents": [{ "what": "flood" }], "nonsense": 1 }""");
        Assert.That(read.Faults.Select(fault => fault.Key), Is.EquivalentTo(new[] { "role", "cells", "load.points[0].at", "incidents[0].what", "nonsense" }));
        Assert.That(read.Scenario, Is.Null);
    }

    [TestCase("", "is not JSON")]
    [TestCase("[]", "is an object in { }")]
    [TestCase("""{ "cells": 3, "pool": 2 }""", "are 3, and the pool has 2 machines")]
    public void What_is_no_scenario_says_why(string text, string why) => Assert.That(Read(text).Faults.Single().Message, Does.Contain(why));

    [Test]
    public void What_is_not_said_has_a_default_that_serves() => Assert.That(Play.Run(Read("""{ "duration": "1m" }""").Scenario!).End, Is.EqualTo(1)); // valid

    private static ScenarioResult Read(string text) => ScenarioReader.Read(text, _ => []);
}
