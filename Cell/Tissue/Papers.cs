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
internal sealed class Papers
{
    private readonly Lock gate = new();
    private string giver = "";

    private Papers(OrganismId organism, LivingGenome genome, LivingRevocations revocations, LivingBrake brake, Func<LineageRules> rules)
    {
        (Organism, Genome, Revocations, Brake, Rules) = (organism, genome, revocations, brake, rules);
        genome.Changed += () => Adopted?.Invoke(Paper.Genome, giver);
        revocations.Changed += () => Adopted?.Invoke(Paper.Revocations, giver);
        brake.Changed += () => Adopted?.Invoke(Paper.Brake, giver);
    }

    public OrganismId Organism { get; }

    public LivingGenome Genome { get; }

    public LivingRevocations Revocations { get; }

    public LivingBrake Brake { get; }

    public Func<LineageRules> Rules { get; }

    /// <summary>Raised when a new paper is lived by, before whoever gave it is answered; the second argument says who that was.</summary>
    public event Action<Paper, string>? Adopted;

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

    /// <summary>Did one of the organism's roots sign it, whether its word counts still or not?</summary>
    public bool IsOwnGenome(byte[] envelope) =>
        DsseEnvelope.FromJson(envelope) is { } read && Rules().Roots.Any(root => Dsse.Verifies(read, SignedGenome.PayloadType, Roots.Spki(root)));

    /// <param name="from">Who gives it, for the audit log.</param>
    /// <returns>"" when it is lived by from now on, or is held already; else why not.</returns>
    public string Offer(Paper paper, byte[] envelope, string from) => From(from, () => Offer(paper, envelope));

    /// <summary>As <see cref="Offer(Paper, byte[], string)"/>, of a genome against which more may speak.</summary>
    public string Offer(byte[] genome, string from, Func<SignedGenome, string> objection) =>
        From(from, () => Genome.Offer(genome, objection) is GenomeVerdict.Refused(var reason) ? reason : "");

    /// <summary>As <see cref="Offer(Paper, byte[], string)"/>, from the cell's own box.</summary>
    public string Offer(Paper paper, byte[] envelope) => paper switch
    {
        Paper.Genome => Genome.Offer(envelope) is GenomeVerdict.Refused(var reason) ? reason : "",
        Paper.Revocations => Revocations.Offer(envelope),
        _ => Brake.Offer(envelope),
    };

    /// <summary>Whose signature the held one bears: "root", "recovery root", or for the brake "operator NAME".</summary>
    public string SignerOf(Paper paper) => paper == Paper.Brake ? Brake.Now.By : Roots.SignerOf(Envelope(paper), Rules().Roots);

    /// <summary>What the held one says, in a line for people.</summary>
    public string Describe(Paper paper) => paper switch
    {
        Paper.Genome => $"version {Genome.Now.Version}, expires {Genome.Now.Expires:u}",
        Paper.Revocations => $"version {Revocations.Now.Version}: {Revocations.Now.Entries.Count} revoked",
        _ => $"version {Brake.Now.Version}: {Brake.Now}",
    };

    private string From(string from, Func<string> offer)
    {
        lock (gate)
        {
            giver = from;
            try
            {
                return offer();
            }
            finally
            {
                giver = "";
            }
        }
    }
}
