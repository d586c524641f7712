namespace Cell.Tissue;

/// <summary>A signed paper: <c>GET</c> and <c>POST /v1/genome</c>, <c>/v1/revocations</c>, <c>/v1/brake</c>; without /v1 on the control socket.</summary>
/// <param name="Envelope">The DSSE envelope's bytes, base64 on the wire; empty: none was ever signed.</param>
internal sealed record PaperMessage(int V, byte[] Envelope);

/// <summary>What is held after a paper was offered.</summary>
/// <param name="Refusal">Why the offered one was not adopted; "" when it was, or is held already.</param>
internal sealed record PaperVersion(int V, int Version, string Refusal);
