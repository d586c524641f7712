namespace Cell.Genome;

/// <summary>What is allowed but not wise.</summary>
internal static class GenesAdvice
{
    private const int EnoughMachines = 3;

    public static IEnumerable<string> For(Genes genes)
    {
        if (genes.Organism.Contact is null)
        {
            yield return "organism.contact is empty: public sites should know whom to write to.";
        }

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
