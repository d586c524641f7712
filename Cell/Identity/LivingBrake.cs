using Cell.Genome;
using Cell.Storage;

namespace Cell.Identity;

/// <summary>The brake that a running cell obeys: kept on disk before it counts.</summary>
/// <param name="rules">Who an operator is, now.</param>
internal sealed class LivingBrake(string path, Func<LineageRules> rules)
{
    private readonly Lock gate = new();
    private volatile Held held = new(Brake.None, []);

    private sealed record Held(Brake Brake, byte[] Envelope);

    public Brake Now => held.Brake;

    /// <summary>Empty: no order was ever given.</summary>
    public byte[] Envelope => held.Envelope;

    /// <summary>Raised after a new order was taken.</summary>
    public event Action? Changed;

    /// <summary>Takes up what is on disk: an order once taken holds, whatever became of its signer's certificate.</summary>
    /// <exception cref="InvalidDataException">It is there and no order of this organism.</exception>
    public void Open()
    {
        if (AtomicFile.ReadIfThere(path) is { } kept)
        {
            var (brake, refusal) = BrakeOrder.Reread(kept, rules());
            held = new Held(brake ?? throw new InvalidDataException($"{path} is no order of the brake: {refusal} Put the operator's copy in its place."), kept);
        }
    }

    /// <summary>Judges an order from another cell or the operator, and obeys it from now on if it is a good one.</summary>
    /// <returns>"" when it is taken or held already, else why not.</returns>
    public string Offer(byte[] envelope)
    {
        lock (gate)
        {
            var (brake, refusal) = BrakeOrder.Judge(held.Brake, envelope, rules());
            if (brake is null || brake == held.Brake)
            {
                return refusal;
            }

            AtomicFile.Write(path, envelope, AtomicFile.Private);
            held = new Held(brake, envelope);
        }

        Changed?.Invoke();
        return "";
    }
}
