using Cell.Storage;

namespace Cell.Genome;

/// <summary>The genome that a running cell lives by: replaced as a whole when a better one is adopted, kept on disk first.</summary>
/// <param name="roots">All roots, SubjectPublicKeyInfo: what is on disk was adopted while they were good.</param>
/// <param name="good">Those whose word counts now.</param>
internal sealed class LivingGenome(string path, OrganismId organism, IReadOnlyList<byte[]> roots, Func<IReadOnlyList<byte[]>> good, TimeProvider time)
{
    private readonly Lock gate = new();
    private volatile Held? held;

    private sealed record Held(SignedGenome Genome, byte[] Envelope);

    /// <exception cref="InvalidOperationException">Nothing was adopted yet.</exception>
    public SignedGenome Now => Current.Genome;

    public Genes Genes => Now.Genes;

    public byte[] Envelope => Current.Envelope;

    private Held Current => held ?? throw new InvalidOperationException("A cell lives by a genome from its start.");

    /// <summary>Raised after a new genome was adopted.</summary>
    public event Action? Changed;

    /// <summary>Lives by what is on disk.</summary>
    /// <returns>Why not; null: it does.</returns>
    public string? Open()
    {
        if (AtomicFile.ReadIfThere(path) is not { } envelope)
        {
            return "It is missing.";
        }

        lock (gate)
        {
            var verdict = GenomeAdoption.Held(envelope, organism, roots);
            held = verdict is GenomeVerdict.Adopted(var genome) ? new Held(genome, envelope) : held;
            return verdict is GenomeVerdict.Refused(var reason) ? reason : null;
        }
    }

    /// <summary>Judges a genome from an operator or from another cell, and lives by it from now on if it is better.</summary>
    public GenomeVerdict Offer(byte[] envelope) => Offer(envelope, _ => "");

    /// <param name="objection">What else speaks against a better one; "" nothing.</param>
    public GenomeVerdict Offer(byte[] envelope, Func<SignedGenome, string> objection)
    {
        GenomeVerdict verdict;
        lock (gate)
        {
            verdict = GenomeAdoption.Judge(held?.Genome, envelope, organism, good(), time.GetUtcNow());
            if (verdict is GenomeVerdict.Adopted(var better) && objection(better) is { Length: > 0 } reason)
            {
                verdict = new GenomeVerdict.Refused(reason);
            }

            if (verdict is GenomeVerdict.Adopted(var genome))
            {
                AtomicFile.WriteIfOther(path, envelope, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                var newest = held?.Genome.NewestIssue is { } seen && seen > genome.Issued ? seen : genome.Issued;
                held = new Held(genome with { NewestIssue = newest }, envelope);
            }
            else if (verdict is GenomeVerdict.Refused { Ahead: { } ahead } && held is { } current && ahead > current.Genome.NewestIssue)
            {
                held = current with { Genome = current.Genome with { NewestIssue = ahead } };
            }
        }

        if (verdict is GenomeVerdict.Adopted)
        {
            Changed?.Invoke();
        }

        return verdict;
    }
}
