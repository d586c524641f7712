using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A health cell asks another cell whether it reaches a silent one: <c>POST /v1/witness</c>.</summary>
internal sealed record WitnessRequest(int V, CellId Cell);

/// <param name="Known">False: it does not know the cell, and says nothing of it.</param>
internal sealed record WitnessAnswer(int V, bool Known, bool Reached);

/// <summary><c>GET /v1/ping</c>: this cell's threads run.</summary>
internal sealed record Ping(int V, CellId Cell);

/// <summary>Where a cell of the roster is reached: at its machine's address in the signed pool, whatever it says of itself but the port.</summary>
internal static class Whereabouts
{
    /// <returns>Null: its machine is in the pool no more, or it names no port.</returns>
    public static Uri? Of(CellFacts facts, Genes genes) =>
        genes.Pool.Machines.FirstOrDefault(machine => machine.Host == facts.Machine) is { } machine && Uri.TryCreate(facts.Tissue, UriKind.Absolute, out var told) && told.Port > 0
            ? new Uri($"https://{Addresses.Of(machine)}:{told.Port}")
            : null;
}
