using Cell.Genome;

namespace Cell.Tissue;

/// <summary>Where a cell of the roster is reached: at its machine's address in the signed pool, whatever it says of itself but the port.</summary>
internal static class Whereabouts
{
    /// <returns>Null: its machine is in the pool no more, or it names no port.</returns>
    public static Uri? Of(CellFacts facts, Genes genes) => Uri.TryCreate(facts.Tissue, UriKind.Absolute, out var told) ? Of(facts.Machine, told.Port, genes) : null;

    public static Uri? Of(string host, int port, Genes genes) =>
        port is > 0 and <= ushort.MaxValue && genes.Pool.Machines.FirstOrDefault(machine => machine.Host == host) is { } machine ? new Uri($"https://{Addresses.Of(machine)}:{port}") : null;
}
