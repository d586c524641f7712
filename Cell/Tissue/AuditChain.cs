using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Tissue;

/// <summary>What one line turned out to be.</summary>
/// <param name="Fault">"" when it is the entry that follows.</param>
internal sealed record AuditReading(AuditEntry? Entry, AuditHead Head, string Fault);

/// <summary>The audit log's lines: each holds the hash of the one before and its own, over the exact bytes. Pure.</summary>
internal static class AuditChain
{
    private const int HashLength = 64;

    // {"seq":1,"at":"2026-03-01T12:00:00+00:00","kind":"brake","by":"operator ann","what":"version 1: paused","from":"box","prev":"0000…","hash":"9f86…"}
    private static readonly byte[] BeforeHash = Encoding.ASCII.GetBytes(",\"hash\":\"");
    private static readonly byte[] AfterHash = Encoding.ASCII.GetBytes("\"}");

    private static int Tail => BeforeHash.Length + HashLength + AfterHash.Length;

    /// <returns>The line without its end, and the head that it makes.</returns>
    public static (byte[] Line, AuditHead Head) Write(AuditEntry entry)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);
        var hash = Hash(body);
        return ([.. body[..^1], .. BeforeHash, .. Encoding.ASCII.GetBytes(hash), .. AfterHash], new AuditHead(entry.Seq, hash));
    }

    /// <param name="before">The entry that it must follow; null: it is the first one that is there.</param>
    public static AuditReading Read(ReadOnlySpan<byte> line, AuditHead? before)
    {
        var nothing = before ?? AuditHead.None;
        if (line.Length <= Tail || !line[^Tail..].StartsWith(BeforeHash) || !line.EndsWith(AfterHash))
        {
            return new AuditReading(null, nothing, "it is no line of an audit log");
        }

        byte[] body = [.. line[..^Tail], (byte)'}'];
        var hash = Hash(body);
        if (!line[^(HashLength + AfterHash.Length)..^AfterHash.Length].SequenceEqual(Encoding.ASCII.GetBytes(hash)))
        {
            return new AuditReading(null, nothing, "its hash is not that of its bytes");
        }

        if (Parse(body) is not { } entry)
        {
            return new AuditReading(null, nothing, "it is no line of an audit log");
        }

        var fault = true switch
        {
            _ when before is null && entry.Seq < 1 => $"its number is {entry.Seq}",
            _ when before is not null && entry.Seq != before.Seq + 1 => $"entry {entry.Seq} stands where {before.Seq + 1} was due",
            _ when entry.Seq == 1 && entry.Prev != AuditHead.None.Hash => "the first entry names one before it",
            _ when before is not null && entry.Prev != before.Hash => $"it does not follow the entry {before.Seq} that stands before it",
            _ => "",
        };
        return new AuditReading(entry, fault.Length == 0 ? new AuditHead(entry.Seq, hash) : nothing, fault);
    }

    private static string Hash(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static AuditEntry? Parse(byte[] body)
    {
        try
        {
            return Message.Read(body, AuditJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCaseEnum<AuditKind>)])]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
