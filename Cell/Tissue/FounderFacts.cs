using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Storage;

namespace Cell.Tissue;

/// <summary>What a founder cell knows of its box: <c>founder.json</c> in its data folder. Never in the genome.</summary>
internal sealed record FounderFacts(int V, IReadOnlyList<Role> Roles, int Public, int Tissue)
{
    /// <summary>Another API was founded before this cell, by the same operator's folder.</summary>
    public bool Succeeds { get; init; }
}

/// <summary>One founder cell of this box, in the operator's folder, so that they find each other and the commands find them.</summary>
internal sealed record FounderEntry(int Slot, string Data, IReadOnlyList<Role> Roles, string Tissue);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(CamelCaseEnum<Role>)])]
[JsonSerializable(typeof(FounderFacts))]
[JsonSerializable(typeof(IReadOnlyList<FounderEntry>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class FounderJson : JsonSerializerContext;

/// <summary>Reads and writes both files.</summary>
internal static class FounderFiles
{
    public static FounderFacts? Facts(DataFolder data) =>
        AtomicFile.ReadIfThere(data.FounderFacts) is { } bytes ? JsonSerializer.Deserialize(bytes, FounderJson.Default.FounderFacts) : null;

    public static void Keep(DataFolder data, FounderFacts facts) =>
        AtomicFile.WriteIfOther(data.FounderFacts, JsonSerializer.SerializeToUtf8Bytes(facts, FounderJson.Default.FounderFacts), AtomicFile.Private);

    public static IReadOnlyList<FounderEntry> Founders(string path) =>
        AtomicFile.ReadIfThere(path) is { } bytes ? JsonSerializer.Deserialize(bytes, FounderJson.Default.IReadOnlyListFounderEntry) ?? [] : [];

    /// <summary>Tissue addresses of health cells.</summary>
    public static IReadOnlyList<string> Greet(string path) =>
        AtomicFile.ReadIfThere(path) is { } bytes ? JsonSerializer.Deserialize(bytes, FounderJson.Default.IReadOnlyListString) ?? [] : [];

    public static void KeepGreet(string path, IReadOnlyList<string> addresses) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(addresses, FounderJson.Default.IReadOnlyListString), AtomicFile.Private);

    public static void Keep(string path, IReadOnlyList<FounderEntry> founders) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(founders, FounderJson.Default.IReadOnlyListFounderEntry), AtomicFile.Private);
}
