using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Genome;

/// <summary>A signed envelope (DSSE v1, secure-systems-lab/dsse): the exact payload bytes and their type are signed.</summary>
internal sealed record DsseEnvelope(string PayloadType, byte[] Payload, IReadOnlyList<DsseSignature> Signatures)
{
    // Each costs a check.
    private const int MostSignatures = 16;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DsseJson.Default.DsseEnvelope);

    /// <summary>Null when the bytes are no envelope.</summary>
    public static DsseEnvelope? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize(json, DsseJson.Default.DsseEnvelope);
            return envelope is { PayloadType: not null, Payload: not null, Signatures.Count: <= MostSignatures } ? envelope : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <param name="Keyid">SHA-256 of the key's SubjectPublicKeyInfo, lower-case hex; a hint, never trusted.</param>
/// <param name="Sig">ECDSA P-256 with SHA-256, DER (RFC 3279).</param>
internal sealed record DsseSignature(string Keyid, byte[] Sig);

internal static class Dsse
{
    public static DsseEnvelope Sign(string payloadType, byte[] payload, ECDsa key) =>
        new(payloadType, payload, [new DsseSignature(KeyId(key.ExportSubjectPublicKeyInfo()), key.SignData(Pae(payloadType, payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))]);

    /// <summary>Is there a signature by this key over exactly this type and payload?</summary>
    public static bool Verifies(DsseEnvelope envelope, string payloadType, ReadOnlySpan<byte> spki)
    {
        if (envelope.PayloadType != payloadType)
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        var signed = Pae(payloadType, envelope.Payload);
        return envelope.Signatures.Any(signature => signature?.Sig is not null && key.VerifyData(signed, signature.Sig, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    public static string KeyId(ReadOnlySpan<byte> spki) => Convert.ToHexStringLower(SHA256.HashData(spki));

    // DSSEv1 29 http://example.com/HelloWorld 11 hello world
    internal static byte[] Pae(string payloadType, byte[] payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} "), .. payload];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(DsseEnvelope))]
internal sealed partial class DsseJson : JsonSerializerContext;
