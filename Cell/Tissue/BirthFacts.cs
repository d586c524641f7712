using System.Text.Json;
using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Identity;

namespace Cell.Tissue;

/// <summary>What a born cell knows of its birth: <c>birth.json</c> in its data folder, written before its first start.</summary>
/// <param name="Mother">Null: root bore it.</param>
/// <param name="Greet">Tissue addresses of the health cells at that time.</param>
internal sealed record BirthFacts(int V, string Birth, CellId? Mother, int Public, int Tissue, IReadOnlyList<string> Greet)
{
    /// <summary>Where an API keeps her pages, by her mother's choice; null: there was none.</summary>
    public StoreKind? Store { get; init; }

    public static BirthFacts? Read(byte[]? json) => json is null ? null : JsonSerializer.Deserialize(json, BirthJson.Default.BirthFacts);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BirthJson.Default.BirthFacts);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCaseEnum<StoreKind>)])]
[JsonSerializable(typeof(BirthFacts))]
internal sealed partial class BirthJson : JsonSerializerContext;
