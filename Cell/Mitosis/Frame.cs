using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;
using Cell.Tissue;

namespace Cell.Mitosis;

/// <summary>One message between mother and implant: UTF-8 JSON with its <see cref="Step"/>, after a 4-byte big-endian length, at most 1 MiB.</summary>
internal sealed record Frame(string Step)
{
    public const string Ping = "ping";
    public const string Order = "order";
    public const string Claimed = "claimed";
    public const string Guarded = "guarded";
    public const string Request = "request";
    public const string Identity = "identity";
    public const string Started = "started";
    public const string Committed = "committed";

    /// <summary>The mother was told to stop: before the commit it is undone.</summary>
    public const string Stop = "stop";

    /// <summary>It will not be, and the machine is as it was: <see cref="Detail"/> says why.</summary>
    public const string Refused = "refused";

    public string? Detail { get; init; }

    public BirthOrder? Birth { get; init; }

    /// <summary>PKCS#10.</summary>
    public byte[]? SigningRequest { get; init; }

    public BirthIdentity? Certificate { get; init; }
}

/// <summary>What the implant judges before it touches anything.</summary>
/// <param name="Ticket">DSSE envelope.</param>
/// <param name="Signers">PEM chains of the keepers that signed; empty when root did.</param>
/// <param name="Genome">DSSE envelope.</param>
/// <param name="Revocations">The mother's list as a DSSE envelope; empty: none was ever signed.</param>
/// <param name="Now">The mother's clock.</param>
/// <param name="Witness">Public key line of the one-time witness.</param>
/// <param name="Nonce">What the witness login answers: 32 hex characters.</param>
internal sealed record BirthOrder(string Ticket, IReadOnlyList<string> Signers, byte[] Genome, byte[] Revocations, DateTimeOffset Now, string Witness, string Nonce)
{
    /// <summary>Not null: no health cell lives, and heirs signed the ticket.</summary>
    public Bequest? Bequest { get; init; }
}

/// <param name="Chain">PEM, leaf first, without root.</param>
/// <param name="Facts">birth.json.</param>
/// <param name="Secrets">A <see cref="SecretLot"/> of her role's bundle (a health cell: of every role's), sealed to the daughter's key.</param>
internal sealed record BirthIdentity(string Chain, byte[] Facts, byte[] Secrets);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Frame))]
internal sealed partial class FrameJson : JsonSerializerContext;
