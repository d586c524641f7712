using Cell.Identity;

namespace Cell.Tissue;

/// <summary>A health cell asks another cell whether it reaches a silent one: <c>POST /v1/witness</c>.</summary>
internal sealed record WitnessRequest(int V, CellId Cell);

/// <param name="Known">False: it does not know the cell, and says nothing of it.</param>
internal sealed record WitnessAnswer(int V, bool Known, bool Reached);

/// <summary><c>GET /v1/ping</c>: this cell's threads run.</summary>
internal sealed record Ping(int V, CellId Cell);
