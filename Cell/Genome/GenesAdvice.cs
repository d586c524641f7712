namespace Cell.Genome;

/// <summary>What is allowed but not wise.</summary>
internal static class GenesAdvice
{
    private const int EnoughMachines = 3;

    /// <summary>What keeps this organism from crawling anything public; null: nothing.</summary>
    public static string? Obstacle(Genes genes) =>
        genes.Organism.Contact is null ? "organism.contact is empty: nothing public is crawled before it says whom to write to (mailto: or https:)." : null;

    public static IEnumerable<string> For(Genes genes)
    {
        if (genes.HealthHosts.Count == 0)
        {
            yield return "health.hosts is empty: no health cell can be born, only founders have the role.";
        }

        if (genes.FrontierHosts.Count == 0)
        {
            yield return "frontier.hosts is empty: crawlers elsewhere find no frontier.";
        }

        if (genes.HealthHosts.Count == 1 && genes.Pool.Machines.Count >= EnoughMachines)
        {
            yield return $"The pool has {genes.Pool.Machines.Count} machines, but health.hosts names one: losing it stops all births.";
        }
    }
}
