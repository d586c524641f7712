using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Identity;

/// <summary>Names one cell for ever: a UUIDv7 (RFC 9562), so ids sort by time of birth.</summary>
[JsonConverter(typeof(CellIdConverter))]
internal readonly record struct CellId(Guid Value) : IComparable<CellId>
{
    public static CellId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static CellId Parse(string text) => new(Guid.ParseExact(text, "D"));

    public static bool TryParse(string? text, out CellId id)
    {
        var good = Guid.TryParseExact(text, "D", out var value);
        id = new CellId(value);
        return good;
    }

    /// <summary>As their texts.</summary>
    public int CompareTo(CellId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");

    /// <summary>The last 8 characters: enough for people, random where the first ones are a clock.</summary>
    public string Short => ToString()[^8..];
}

internal sealed class CellIdConverter : JsonConverter<CellId>
{
    public override CellId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CellId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("A cell id is a UUID.");

    public override void Write(Utf8JsonWriter writer, CellId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
