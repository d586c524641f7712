namespace Cell.Tissue;

/// <summary>A signed genome: <c>GET /v1/genome</c>, <c>POST /v1/genome</c>.</summary>
/// <param name="Envelope">The DSSE envelope's bytes, base64 on the wire.</param>
internal sealed record GenomeMessage(int V, byte[] Envelope);

/// <summary>What is held after a genome was offered.</summary>
/// <param name="Refusal">Why the offered one was not adopted; "" when it was, or is held already.</param>
internal sealed record GenomeVersion(int V, int Version, string Refusal);
