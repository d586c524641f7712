using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cell.Genome;

/// <summary>Enums in JSON: their names in camelCase, never numbers.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
