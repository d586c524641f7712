using Cell.Genome;

namespace Cell.Tissue;

/// <summary>Where a cell of the roster is reached: at its machine's address in the signed pool, whatever it says of itself but the port.</summary>
internal static class Whereabouts
{
    /// <returns>Null: its machine is in the pool no more, or it names no port.</returns>
    public static Uri? Of(CellFacts facts, Genes genes) =>
        genes.Pool.Machines.FirstOrDefault(machine => machine.Host == facts.Machine) is { } machine && Uri.TryCreate(facts.Tissue, UriKind.Absolute, out var told) && told.Port > 0
            ? new Uri($"https://{Addresses.Of(machine)}:{told.Port}")
            : null;
}
