using Cell.Genome;

namespace Cell.Simulation;

/// <summary>The genome that the ticket rules judge by: the scenario's limits and machines. Nothing of it is signed; nothing here connects to anything.</summary>
internal static class VirtualGenome
{
    public static string Host(int machine) => $"m{machine}";

    public static SignedGenome Of(Scenario scenario)
    {
        var genes = GenesReader.Read("""{ "organism": { "name": "virtual" } }""").Genes!; // valid, by a test
        var machines = Enumerable.Range(0, scenario.Pool).Select(number => new PoolMachine
        {
            Host = Host(number),
            User = "root",
            HostKey = "",
            Addresses = [],
            Public = null,
            PricePerHour = scenario.Body.PricePerHour,
            Founder = false,
        });
        return new SignedGenome(1, World.Start, World.Start.AddYears(1), new OrganismId("virtual"), new Dictionary<string, BinaryGene>(), "", genes with
        {
            Pool = genes.Pool with { Reserve = scenario.Reserve, Machines = [.. machines] },
            Population = new Dictionary<Role, Population>(genes.Population) { [Role.Crawler] = scenario.Population },
            Limits = scenario.Limits,
        });
    }
}
