using System.Text.Json;
using Cell.Genome;
using Cell.Homeostasis;

namespace Cell.Simulation;

/// <param name="Scenario">Null when there are faults.</param>
internal sealed record ScenarioResult(Scenario? Scenario, IReadOnlyList<Fault> Faults);

/// <summary>A scenario file to a scenario: every fault at once, as with cell.json.</summary>
internal static class ScenarioReader
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="trace">Reads the lines of a file that the scenario names.</param>
    public static ScenarioResult Read(string json, Func<string, IEnumerable<string>> trace)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new ScenarioResult(null, [new Fault("", "A scenario is an object in { }.")]);
            }

            var faults = new List<Fault>();
            var scenario = Read(new GenesSection(document.RootElement, "", faults), trace);
            return new ScenarioResult(faults.Count == 0 ? scenario : null, faults);
        }
        catch (JsonException fault)
        {
            return new ScenarioResult(null, [new Fault("", $"The scenario is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.")]);
        }
    }

    private static Scenario Read(GenesSection root, Func<string, IEnumerable<string>> trace)
    {
        var cells = root.Number("cells", 1, 1, 100_000);
        var pool = root.Number("pool", 100, 1, 100_000);
        var scenario = new Scenario
        {
            Name = root.Text("name", "a scenario", "a text", _ => true),
            Role = Enum.Parse<Role>(root.Text("role", "crawler", "\"api\" or \"crawler\"", text => text is "api" or "crawler"), ignoreCase: true),
            Duration = root.Duration("duration", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(31)),
            Seed = root.Number("seed", 1, 0, int.MaxValue),
            Cells = cells,
            Pool = pool,
            Reserve = root.Number("reserve", 0, 0, 100_000),
            Keepers = root.Number("keepers", 1, 1, 9),
            Population = Population(root.Section("population"), pool),
            Limits = Limits(root.Section("limits"), pool),
            Terms = Terms(root.Section("homeostasis")),
            Body = Body(root.Section("cell")),
            Beats = Beats(root.Section("heartbeat")),
            Noise = root.Real("noise", 0.05, 0, 1),
            Load = Load(root.Section("load"), trace),
            Hosts = Hosts(root.Optional("hosts")),
            Bottleneck = Bottleneck(root.Optional("bottleneck")),
            Incidents = [.. root.Sections("incidents").Select(Incident)],
            Policy = Policy(root.Section("policy")),
        };
        if (cells > pool)
        {
            root.Fault("cells", $"are {cells}, and the pool has {pool} machines.");
        }

        root.Done();
        return scenario;
    }

    private static Population Population(GenesSection section, int pool)
    {
        var population = new Population(section.Number("min", 1, 0, 100_000), section.Number("max", pool, 0, 100_000));
        section.Done();
        return population;
    }

    private static LimitGenes Limits(GenesSection section, int pool)
    {
        var limits = new LimitGenes(section.Number("cells", pool, 1, 100_000), section.Number("generations", 64, 1, 200), section.Number("birthsPerHour", 100_000, 0, 100_000), section.Money("costPerDay", 1_000_000));
        section.Done();
        return limits;
    }

    private static Terms Terms(GenesSection section)
    {
        var terms = new Terms(section.Real("ideal", 0.5, 0.2, 0.58), section.Real("windows", 1, 0.01, 10));
        section.Done();
        return terms;
    }

    private static Body Body(GenesSection section)
    {
        var body = new Body(
            section.Real("capacity", 10, 0.001, 1_000_000), section.Duration("birth", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30)),
            section.Real("spread", 0.2, 0, 0.9), section.Real("failing", 0, 0, 1), section.Money("pricePerHour", 0.05m));
        section.Done();
        return body;
    }

    private static Beats Beats(GenesSection section)
    {
        var beats = new Beats(section.Duration("delay", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(7)), section.Real("loss", 0, 0, 1));
        section.Done();
        return beats;
    }

    private static LoadCurve Load(GenesSection section, Func<string, IEnumerable<string>> trace)
    {
        var points = section.Sections("points").Select(Point).ToList();
        var file = section.Text("trace", "", "a CSV file: seconds,value", _ => true);
        if (file.Length > 0)
        {
            points.AddRange(LoadCurve.OfTrace(trace(file)) ?? Wrong());
        }

        var wave = section.Section("wave");
        var curve = new LoadCurve(points, wave.Real("height", 0, 0, 1e9), wave.Duration("period", Day, TimeSpan.FromMinutes(1), TimeSpan.FromDays(31)));
        wave.Done();
        section.Done();
        return curve;

        IReadOnlyList<LoadPoint> Wrong()
        {
            section.Fault("trace", $"{file} has a line that is not \"seconds,value\", or one that is not later than the one before.");
            return [];
        }
    }

    private static LoadPoint Point(GenesSection section)
    {
        var point = new LoadPoint(section.Duration("at", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(31)), section.Real("value", 0, 0, 1e9), section.Flag("ramp", false));
        section.Done();
        return point;
    }

    private static Hosts? Hosts(GenesSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var hosts = new Hosts(
            section.Number("count", 1, 0, 1_000_000), section.Duration("delay", TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromHours(1)),
            section.Duration("answer", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)), section.Number("urls", 1000, 0, int.MaxValue));
        section.Done();
        return hosts;
    }

    private static Bottleneck? Bottleneck(GenesSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var bottleneck = new Bottleneck(section.Text("name", "store", "a text", text => text.Length > 0), section.Real("capacity", 100, 0.001, 1e9), section.Flag("seen", true));
        section.Done();
        return bottleneck;
    }

    private static Incident Incident(GenesSection section)
    {
        var incident = new Incident(
            section.Duration("at", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(31)),
            Enum.Parse<Mishap>(section.Text("what", "kill", "\"kill\", \"hang\", \"slow\" or \"cut\"", text => text is "kill" or "hang" or "slow" or "cut"), ignoreCase: true),
            section.Real("cells", 0, 0, 1), section.Real("factor", 2, 1, 100), section.Duration("lasts", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(31)));
        section.Done();
        return incident;
    }

    private static PolicyChoice Policy(GenesSection section)
    {
        var kind = Enum.Parse<PolicyKind>(section.Text("kind", "cell", "\"cell\", \"hpa\", \"keda\" or \"fixed\"", text => text is "cell" or "hpa" or "keda" or "fixed"), ignoreCase: true);
        var policy = new PolicyChoice(kind, section.Real("knob", 0, 0, 1e9), section.Texts("without", "a rule: shared, useful, inhibition, windows, pending", Ablation.IsRule));
        section.Done();
        return policy;
    }
}
