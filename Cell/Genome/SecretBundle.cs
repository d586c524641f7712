using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Genome;

/// <summary>What the cells of one role must know and nobody else: the payload of a DSSE envelope of type <see cref="PayloadType"/>, signed by root.
/// It travels sealed to its receiver's key only, lies in files of mode 0600, and is never shown.</summary>
/// <param name="Version">From 1, higher with each change.</param>
/// <param name="PoolKey">The pool's private key, OpenSSH format.</param>
/// <param name="Values">By name, as the operator's secrets.json has them for all roles and for this one.</param>
internal sealed record SecretBundle(int V, int Version, string Organism, Role Role, string PoolKey, IReadOnlyDictionary<string, string> Values)
{
    public const string PayloadType = "application/vnd.cell.secrets+json";
    private const int MostBytes = 128 * 1024;

    /// <returns>The envelope's bytes: what ROLE.dsse holds.</returns>
    public byte[] Sign(ECDsa root) => Dsse.Sign(PayloadType, JsonSerializer.SerializeToUtf8Bytes(this, SecretJson.Default.SecretBundle), root).ToJson();

    /// <summary>Null: it is none, or none that a root of this organism signed.</summary>
    public static SecretBundle? Read(ReadOnlySpan<byte> envelope, OrganismId organism, IReadOnlyList<byte[]> roots)
    {
        if (envelope.Length > MostBytes || DsseEnvelope.FromJson(envelope) is not { } read || !roots.Any(root => Dsse.Verifies(read, PayloadType, root)))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(read.Payload, SecretJson.Default.SecretBundle) is { Version: > 0, PoolKey: not null, Values: not null } bundle && bundle.Organism == organism.Value ? bundle : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public bool HoldsTheSameAs(SecretBundle other) =>
        PoolKey == other.PoolKey && Values.Count == other.Values.Count && Values.All(pair => other.Values.GetValueOrDefault(pair.Key) == pair.Value);

    // The generated one would tell all.
    public override string ToString() => $"secrets of the role {Role.ToString().ToLowerInvariant()}, version {Version}";
}

/// <summary>Bundles on their way to one cell, before they are sealed to her key.</summary>
internal sealed record SecretLot(int V, IReadOnlyList<byte[]> Bundles)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SecretJson.Default.SecretLot);

    /// <summary>Null: the bytes are none.</summary>
    public static SecretLot? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SecretJson.Default.SecretLot) is { Bundles: not null } lot && lot.Bundles.All(bundle => bundle is not null) ? lot : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, MaxDepth = 8, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SecretBundle))]
[JsonSerializable(typeof(SecretLot))]
internal sealed partial class SecretJson : JsonSerializerContext;
