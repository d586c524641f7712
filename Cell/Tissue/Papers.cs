using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What is signed and spreads: each cell holds the newest of each kind and hands it on. On the wire: <c>/v1/genome</c>, <c>/v1/revocations</c>, <c>/v1/brake</c>.</summary>
internal enum Paper
{
    Genome,
    Revocations,
    Brake,
}

/// <summary>The versions held; 0: none.</summary>
internal sealed record PaperVersions(int Genome, int Revocations, int Brake)
{
    public int Of(Paper paper) => paper switch
    {
        Paper.Genome => Genome,
        Paper.Revocations => Revocations,
        _ => Brake,
    };
}

/// <summary>The signed papers that a cell lives by.</summary>
internal sealed record Papers(LivingGenome Genome, LivingRevocations Revocations, LivingBrake Brake, Func<LineageRules> Rules)
{
    public PaperVersions Versions => new(Genome.Now.Version, Revocations.Now.Version, Brake.Now.Version);

    /// <param name="roots">Working root first.</param>
    /// <exception cref="InvalidDataException">One that is kept in the folder is not to be lived by.</exception>
    public static Papers Open(DataFolder data, IReadOnlyList<X509Certificate2> roots, TimeProvider time)
    {
        var organism = OrganismId.Of(Roots.Spki(roots[0]));
        var genome = new LivingGenome(data.Genome, organism, [.. roots.Select(Roots.Spki)], time);
        var revocations = new LivingRevocations(data.Revocations, organism, roots, time);
        LineageRules Rules() => new(organism, roots, genome.Genes, revocations.Now, time.GetUtcNow(), null, (_, _, _) => true);
        var brake = new LivingBrake(data.Brake, Rules);
        if (genome.Offer(File.ReadAllBytes(data.Genome)) is GenomeVerdict.Refused(var reason))
        {
            throw new InvalidDataException($"{data.Genome}: {reason}");
        }

        revocations.Open();
        brake.Open();
        return new Papers(genome, revocations, brake, Rules);
    }

    /// <summary>Its DSSE envelope; empty: none is held.</summary>
    public byte[] Envelope(Paper paper) => paper switch
    {
        Paper.Genome => Genome.Envelope,
        Paper.Revocations => Revocations.Envelope,
        _ => Brake.Envelope,
    };

    /// <summary>Did one of the organism's roots sign it, whether its word counts still or not?</summary>
    public bool IsOwnGenome(byte[] envelope) =>
        DsseEnvelope.FromJson(envelope) is { } read && Rules().Roots.Any(root => Dsse.Verifies(read, SignedGenome.PayloadType, Roots.Spki(root)));

    /// <summary>A new genome needs a root whose word still counts. What is lived by goes on: it was adopted before. Null: nothing speaks against it.</summary>
    public string? Outdated(byte[] envelope)
    {
        var rules = Rules();
        return envelope.AsSpan().SequenceEqual(Genome.Envelope) || DsseEnvelope.FromJson(envelope) is not { } read || Roots.Good(rules.Roots, rules.Revoked).Any(root => Dsse.Verifies(read, SignedGenome.PayloadType, Roots.Spki(root)))
            ? null
            : "It is not signed by a root of this organism whose word still counts.";
    }

    /// <returns>"" when it is lived by from now on, or is held already; else why not.</returns>
    public string Offer(Paper paper, byte[] envelope) => paper switch
    {
        Paper.Genome => Outdated(envelope) ?? (Genome.Offer(envelope) is GenomeVerdict.Refused(var reason) ? reason : ""),
        Paper.Revocations => Revocations.Offer(envelope),
        _ => Brake.Offer(envelope),
    };
}
