using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;

namespace Cell.Identity;

/// <summary>The payload of a DSSE envelope of type <see cref="PayloadType"/>. Any operator certificate brakes; only a root lets go.</summary>
/// <param name="V">1.</param>
/// <param name="Version">From 1, higher with each order.</param>
/// <param name="Operator">PEM of the operator certificate whose key signed; "" when a root did.</param>
internal sealed record BrakeOrder(int V, string Organism, int Version, BrakeLevel Level, DateTimeOffset Issued, string Operator, string Reason)
{
    public const string PayloadType = "application/vnd.cell.brake+json";
    public const int LongestReason = 200;

    public byte[] Sign(ECDsa key) => Dsse.Sign(PayloadType, JsonSerializer.SerializeToUtf8Bytes(this, BrakeJson.Default.BrakeOrder), key).ToJson();

    /// <summary>Is it an order to follow after the one that is held? Pure.</summary>
    /// <param name="rules">Who an operator is.</param>
    /// <returns>The brake as it stands then, the held one if it is the same; or null and why not.</returns>
    public static (Brake? Adopted, string Refusal) Judge(Brake held, byte[] candidate, LineageRules rules)
    {
        if (DsseEnvelope.FromJson(candidate) is not { } envelope || Read(envelope.Payload) is not { } order)
        {
            return (null, "It is no signed order of the brake.");
        }

        var (by, stranger) = Signer(envelope, order, rules);
        return true switch
        {
            _ when by is null => (null, stranger),
            _ when order.Organism != rules.Organism.Value => (null, $"It belongs to organism {order.Organism}, this is {rules.Organism}."),
            _ when order.Issued > rules.Now + GenomeAdoption.Skew => (null, $"It was issued at {order.Issued:u}, which is in the future here ({rules.Now:u}): check the clocks."),
            _ when order.Version < held.Version => (null, $"Its version {order.Version} is older than {held.Version}: no way back."),
            _ when SignedVersions.Leap(held.Version, order.Version) is { } leap => (null, leap),
            _ when order.Version == held.Version => Become(order, by) == held ? (held, "") : (null, $"It is another order with the same version {order.Version}."),
            _ when order.Level < held.Level && order.Operator.Length > 0 => (null, $"Only root lets go of the brake: {held}."),
            _ => (Become(order, by), ""),
        };
    }

    /// <summary>An order that was taken before, from this cell's own disk: the signature must still be one of this organism's, the certificate may have ended.</summary>
    public static (Brake? Brake, string Refusal) Reread(byte[] kept, LineageRules rules)
    {
        if (DsseEnvelope.FromJson(kept) is not { } envelope || Read(envelope.Payload) is not { } order)
        {
            return (null, "It is no signed order of the brake.");
        }

        var (by, stranger) = Signer(envelope, order, rules with { Now = order.Issued, Revoked = Revocations.None });
        return by is not null && order.Organism == rules.Organism.Value ? (Become(order, by), "") : (null, by is null ? stranger : $"It belongs to organism {order.Organism}.");
    }

    private static Brake Become(BrakeOrder order, string by) => new(order.Version, order.Level, order.Issued, by, order.Reason);

    private static (string? By, string Refusal) Signer(DsseEnvelope envelope, BrakeOrder order, LineageRules rules)
    {
        if (order.Operator.Length == 0)
        {
            return Roots.Good(rules.Roots, rules.Revoked).Any(root => Dsse.Verifies(envelope, PayloadType, Roots.Spki(root))) ? ("root", "") : (null, "It is not signed by a root of this organism.");
        }

        // A pause must hold longer than the certificate that ordered it: cells born later must learn of it. An end of all is for now or never.
        var then = order.Level == BrakeLevel.Paused && order.Issued < rules.Now ? rules with { Now = order.Issued } : rules;
        return Chain(order.Operator) is not [var certificate] ? (null, "Its operator certificate cannot be read.")
            : Lineage.Check([certificate], then) switch
            {
                LineageVerdict.Accepted({ IsOperator: true } identity) => Dsse.Verifies(envelope, PayloadType, Roots.Spki(certificate)) ? ($"operator {identity.Name}", "") : (null, $"It is not signed by the key of operator {identity.Name}."),
                LineageVerdict.Refused(var reason) => (null, $"Its operator certificate is refused: {reason}."),
                _ => (null, "It is signed by a cell: only operators and root hold the brake."),
            };
    }

    private static IReadOnlyList<X509Certificate2> Chain(string pem)
    {
        try
        {
            return Pem.Read(pem);
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private static BrakeOrder? Read(byte[] payload)
    {
        try
        {
            var order = JsonSerializer.Deserialize(payload, BrakeJson.Default.BrakeOrder);
            return order is { V: 1, Version: > 0, Organism: not null, Operator: not null, Reason.Length: <= LongestReason } && Enum.IsDefined(order.Level) ? order : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(JsonStringEnumConverter<BrakeLevel>)], AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(BrakeOrder))]
internal sealed partial class BrakeJson : JsonSerializerContext;
