namespace Cell.Simulation;

/// <summary>Plays a scenario to its end. The clock is virtual: nothing waits, and the same seed gives the same story.</summary>
internal static class Play
{
    /// <param name="watch">Shown the world after each second.</param>
    public static Outcome Run(Scenario scenario, Action<World, Policy> watch)
    {
        var world = new World(scenario);
        var policy = PolicyOf(scenario, world);
        var incidents = new Incidents(world, policy);
        var record = new Record(scenario);
        var end = (int)scenario.Duration.TotalSeconds;
        while (world.Second < end)
        {
            world.Step();
            incidents.Step();
            policy.Step(world);
            record.Note(world);
            watch(world, policy);
        }

        return record.Outcome(world);
    }

    public static Outcome Run(Scenario scenario) => Run(scenario, (_, _) => { });

    private static Policy PolicyOf(Scenario scenario, World world) => scenario.Policy.Kind switch
    {
        PolicyKind.Cell => new Organism(scenario, world),
        PolicyKind.Fixed => new FixedPolicy(),
        var kind => new Autoscaler(kind, scenario.Policy.Knob > 0 ? scenario.Policy.Knob : Autoscaler.Default(kind), scenario.Cells),
    };
}
