using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A health cell asks another cell whether it reaches a silent one: <c>POST /v1/witness</c>.</summary>
/// <param name="Machine">The pool entry's host: it is sought at that machine's address in the signed pool.</param>
/// <param name="Port">Of its tissue.</param>
internal sealed record WitnessRequest(int V, CellId Cell, string Machine, int Port);

/// <param name="Known">False: the machine is not in its pool, and it says nothing of the cell.</param>
internal sealed record WitnessAnswer(int V, bool Known, bool Reached);

/// <summary><c>GET /v1/ping</c>: this cell's threads run.</summary>
internal sealed record Ping(int V, CellId Cell);
