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
internal sealed record Papers(OrganismId Organism, LivingGenome Genome, LivingRevocations Revocations, LivingBrake Brake, Func<LineageRules> Rules)
{
    public PaperVersions Versions => new(Genome.Now.Version, Revocations.Now.Version, Brake.Now.Version);

    /// <summary>Those of a data folder; none is read yet.</summary>
    /// <param name="roots">Working root first.</param>
    public static Papers At(DataFolder data, IReadOnlyList<X509Certificate2> roots, TimeProvider time)
    {
        var organism = OrganismId.Of(Roots.Spki(roots[0]));
        var revocations = new LivingRevocations(data.Revocations, organism, roots, time);
        var genome = new LivingGenome(data.Genome, organism, [.. roots.Select(Roots.Spki)], () => [.. Roots.Good(roots, revocations.Now).Select(Roots.Spki)], time);
        LineageRules Rules() => new(organism, roots, genome.Genes, revocations.Now, time.GetUtcNow(), null, _ => true);
        return new Papers(organism, genome, revocations, new LivingBrake(data.Brake, Rules), Rules);
    }

    /// <summary>Takes up the revocations and the brake that are on disk, when a genome is lived by.</summary>
    /// <exception cref="InvalidDataException">One is not to be lived by.</exception>
    /// <returns>These.</returns>
    public Papers Opened()
    {
        Revocations.Open();
        Brake.Open();
        return this;
    }

    /// <summary>Its DSSE envelope; empty: none is held.</summary>
    public byte[] Envelope(Paper paper) => paper switch
    {
        Paper.Genome => Genome.Envelope,
        Paper.Revocations => Revocations.Envelope,
        _ => Brake.Envelope,
    };

    /// <returns>"" when it is lived by from now on, or is held already; else why not.</returns>
    public string Offer(Paper paper, byte[] envelope) => paper switch
    {
        Paper.Genome => Genome.Offer(envelope) is GenomeVerdict.Refused(var reason) ? reason : "",
        Paper.Revocations => Revocations.Offer(envelope),
        _ => Brake.Offer(envelope),
    };
}
