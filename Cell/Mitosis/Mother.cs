using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Mitosis;

/// <summary>Who bears: a cell, or with the root key the operator.</summary>
/// <param name="Id">Null: root bears.</param>
/// <param name="Envelope">The genome as signed, for the daughter.</param>
/// <param name="Revocations">The list as signed, for the daughter; empty: none was ever signed.</param>
/// <param name="Secrets">Those of every role that she may bear, with the pool's private key.</param>
/// <param name="Greet">Tissue addresses of the health cells.</param>
internal sealed record Mother(Signer Signer, CellId? Id, SignedGenome Genome, byte[] Envelope, byte[] Revocations, HeldSecrets Secrets, IReadOnlyList<string> Greet)
{
    /// <summary>Where a daughter API keeps her pages; null: as each API does without a database.</summary>
    public StoreChoice? Store { get; init; }

    /// <summary>What the machine would find out after the whole copy: another executable than the signed one, or no pool key; null: she may begin.</summary>
    public async Task<string?> UnfitAsync(Role role) => !Genome.Binaries.TryGetValue(BinaryGene.Architecture, out var signed) || signed.Sha256 != await RunningBinary.Sha256Async()
        ? "The running binary is not the one that the genome names: `cell init --resign` with it signs it."
        : Signer.Bequest is not null && Secrets.All.Count > 0 ? null // the other heirs hand her theirs
        : Secrets.Of(role) is null
            ? $"This cell holds no secrets of the role {role.ToString().ToLowerInvariant()}: `cell genome push` hands them over."
            : null;

    /// <summary>What root bears is of generation 0, what a cell bears one below itself.</summary>
    public X509Certificate2 Bear(PublicKey key, CellId daughter, CertificateFacts facts, DateTimeOffset now) => Id is null
        ? Issuer.Founder(Signer, key, daughter, facts, Genome.Genes.Limits.Generations, now)
        : Issuer.Daughter(Signer, Genome.Organism, key, daughter, facts, now);
}
