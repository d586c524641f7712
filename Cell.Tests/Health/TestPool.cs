using Cell.Genome;

namespace Cell.Health;

/// <summary>A cell.json with machines that can be switched.</summary>
internal static class TestPool
{
    public const string Command = "{ \"wake\": \"command\", \"sleep\": \"command\", \"boot\": \"30s\" }";

    /// <summary>The first stem machine with that power, at 2 an hour; the second without.</summary>
    public static string With(string power, params string[] sections) => $$"""
        { "organism": { "name": "a" }, "limits": { "costPerDay": 1000 },
          "pool": { "keys": ["{{TestGenes.PoolKey}}"], "machines": [
            { "host": "{{TestGenes.Founder}}", "founder": true, "addresses": ["127.0.0.1"] },
            { "host": "{{TestGenes.Stem1}}", "user": "root", "hostKey": "{{TestGenes.HostKey(1)}}", "addresses": ["10.0.0.1"], "pricePerHour": 2, "power": {{power}} },
            { "host": "{{TestGenes.Stem2}}", "user": "root", "hostKey": "{{TestGenes.HostKey(2)}}", "addresses": ["10.0.0.2"], "pricePerHour": 2 }] }{{string.Concat(sections.Select(section => ", " + section))}} }
        """;

    public static PoolMachine Machine(this Genes genes, string host) => genes.Pool.Machines.Single(machine => machine.Host == host);
}
