using Cell.Storage;

namespace Cell.Genome;

/// <summary>The genome that a running cell lives by: replaced as a whole when a better one is adopted, kept on disk first.</summary>
internal sealed class LivingGenome(string path, OrganismId organism, IReadOnlyList<byte[]> roots, TimeProvider time)
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

    /// <summary>Judges a genome from disk or from another cell, and lives by it from now on if it is better.</summary>
    public GenomeVerdict Offer(byte[] envelope)
    {
        GenomeVerdict verdict;
        lock (gate)
        {
            verdict = GenomeAdoption.Judge(held?.Genome, envelope, organism, roots, time.GetUtcNow());
            if (verdict is GenomeVerdict.Adopted(var genome))
            {
                AtomicFile.WriteIfOther(path, envelope, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                held = new Held(genome, envelope);
            }
        }

        if (verdict is GenomeVerdict.Adopted)
        {
            Changed?.Invoke();
        }

        return verdict;
    }
}
