using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Storage;

namespace Cell.Identity;

/// <summary>One operator certificate that a root signed from this folder.</summary>
/// <param name="Serial">Upper-case hex.</param>
internal sealed record OperatorEntry(string Name, string Serial, DateTimeOffset Issued, DateTimeOffset Ends);

/// <summary>operators.json: every operator certificate that was issued, oldest first. A register for people, not a proof: cells judge the certificates themselves.</summary>
internal sealed record OperatorRegister(IReadOnlyList<OperatorEntry> Entries)
{
    /// <summary>Two certificates of one name may live: the older ends by itself, or is revoked.</summary>
    public IReadOnlyList<string> SerialsOf(string name) => [.. Entries.Where(entry => entry.Name == name).Select(entry => entry.Serial)];

    public OperatorRegister With(OperatorEntry entry) => new([.. Entries, entry]);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(Entries, OperatorJson.Default.IReadOnlyListOperatorEntry);

    /// <summary>Null: there is none.</summary>
    /// <exception cref="IOException">It is there and cannot be read; names the file.</exception>
    public static OperatorRegister? Read(string path)
    {
        if (AtomicFile.ReadIfThere(path) is not { } json)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, OperatorJson.Default.IReadOnlyListOperatorEntry) is { } entries && entries.All(entry => entry is { Name: not null, Serial: not null })
                ? new OperatorRegister(entries)
                : throw new IOException($"{path} is no list of operators: name, serial, issued, ends.");
        }
        catch (JsonException fault)
        {
            throw new IOException($"{path} is no list of operators: {fault.Message}", fault);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<OperatorEntry>))]
internal sealed partial class OperatorJson : JsonSerializerContext;
