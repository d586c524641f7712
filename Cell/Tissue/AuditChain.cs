using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;

namespace Cell.Tissue;

/// <summary>What one line turned out to be.</summary>
/// <param name="Fault">"" when it is the entry that follows.</param>
internal sealed record AuditReading(AuditEntry? Entry, AuditHead Head, string Fault);

/// <summary>The audit log's lines: each holds the hash of the one before and its own, over the exact bytes. Pure.</summary>
internal static class AuditChain
{
    private const int HashLength = 64;

    // {"seq":1,"start":1,"at":"2026-03-01T12:00:00+00:00","kind":"brake","by":"operator ann","what":"version 1: paused","from":"192.0.2.1","prev":"0000…","hash":"9f86…"}
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
        var alone = Alone(line);
        return alone.Entry is { } entry && Misplaced(entry, before) is { } fault ? new AuditReading(entry, before ?? AuditHead.None, fault) : alone with { Head = alone.Entry is null ? before ?? AuditHead.None : alone.Head };
    }

    /// <summary>A line by itself, wherever it stands.</summary>
    public static AuditReading Alone(ReadOnlySpan<byte> line)
    {
        if (line.Length <= Tail || !line[^Tail..].StartsWith(BeforeHash) || !line.EndsWith(AfterHash))
        {
            return Bad("it is no line of an audit log");
        }

        byte[] body = [.. line[..^Tail], (byte)'}'];
        var hash = Hash(body);
        if (!line[^(HashLength + AfterHash.Length)..^AfterHash.Length].SequenceEqual(Encoding.ASCII.GetBytes(hash)))
        {
            return Bad("its hash is not that of its bytes");
        }

        return Parse(body) is { } entry ? new AuditReading(entry, new AuditHead(entry.Seq, hash), "") : Bad("it is no line of an audit log");
    }

    private static AuditReading Bad(string fault) => new(null, AuditHead.None, fault);

    private static string? Misplaced(AuditEntry entry, AuditHead? before) => true switch
    {
        _ when before is null && entry.Seq != entry.Start => $"entry {entry.Seq} is the first, of a file that began with {entry.Start}",
        _ when before is not null && entry.Seq != before.Seq + 1 => $"entry {entry.Seq} stands where {before.Seq + 1} was due",
        _ when entry.Seq == 1 && entry.Prev != AuditHead.None.Hash => "the first entry names one before it",
        _ when before is not null && entry.Prev != before.Hash => $"it does not follow the entry {before.Seq} that stands before it",
        _ => null,
    };

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
