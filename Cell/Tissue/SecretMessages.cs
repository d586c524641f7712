using Cell.Genome;

namespace Cell.Tissue;

/// <summary>What a cell holds: <c>GET /secrets</c>, of operators only. Versions, never values.</summary>
/// <param name="Versions">By role; a role whose secrets are not held is not there.</param>
/// <param name="Key">SubjectPublicKeyInfo of the cell's certificate: what is sent to it is sealed to that.</param>
internal sealed record SecretsHeld(int V, IReadOnlyDictionary<Role, int> Versions, byte[] Key, string Refusal);

/// <summary><c>POST /secrets</c>; answered by <see cref="SecretsHeld"/>.</summary>
/// <param name="Sealed">A <see cref="SecretLot"/>, sealed to the receiver's key.</param>
internal sealed record SecretsMessage(int V, byte[] Sealed);
