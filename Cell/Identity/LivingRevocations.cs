using System.Security.Cryptography.X509Certificates;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Identity;

/// <summary>The revocation list that a running cell lives by: replaced as a whole when a better one comes, kept on disk first.</summary>
internal sealed class LivingRevocations(string path, OrganismId organism, IReadOnlyList<X509Certificate2> roots, TimeProvider time)
{
    private readonly Lock gate = new();
    private volatile Held held = new(Revocations.None, []);

    private sealed record Held(Revocations List, byte[] Envelope);

    public Revocations Now => held.List;

    /// <summary>Empty: there is no list yet.</summary>
    public byte[] Envelope => held.Envelope;

    /// <summary>Raised after a new list was adopted.</summary>
    public event Action? Changed;

    /// <summary>Takes up what is on disk.</summary>
    /// <exception cref="InvalidDataException">It is there and no list of this organism.</exception>
    public void Open()
    {
        if (AtomicFile.ReadIfThere(path) is { } kept)
        {
            var (list, refusal) = RevocationList.Verify(Revocations.None, kept, organism, roots, DateTimeOffset.MaxValue - GenomeAdoption.Skew);
            held = new Held(list ?? throw new InvalidDataException($"{path} is no revocation list to live by: {refusal} Put the operator's copy in its place."), kept);
        }
    }

    /// <summary>Judges a list from another cell or the operator, and lives by it from now on if it is better.</summary>
    /// <returns>"" when it is adopted or held already, else why not.</returns>
    public string Offer(byte[] envelope)
    {
        lock (gate)
        {
            var (list, refusal) = RevocationList.Judge(held.List, envelope, organism, roots, time.GetUtcNow());
            if (list is null || list == held.List)
            {
                return refusal;
            }

            AtomicFile.Write(path, envelope, AtomicFile.Private);
            held = new Held(list, envelope);
        }

        Changed?.Invoke();
        return "";
    }
}
