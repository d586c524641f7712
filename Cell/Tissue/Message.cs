using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cell.Tissue;

/// <summary>Reads a JSON message whole: what its type needs is there. (Deserialisation alone leaves absent fields null, whatever the type says.)</summary>
internal static class Message
{
    // Of thousands of heartbeats a second: what is never null needs no look.
    private static readonly ConcurrentDictionary<JsonTypeInfo, Part[]> Parts = new();

    /// <exception cref="JsonException">No JSON, or a part is missing; names it.</exception>
    public static async Task<T> ReadAsync<T>(Stream body, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var message = await JsonSerializer.DeserializeAsync(body, type, cancellation) ?? throw new JsonException("null is no message.");
        Require(message, type, "");
        return message;
    }

    /// <summary>As <see cref="ReadAsync"/>, of what is there already.</summary>
    /// <exception cref="JsonException">No JSON, or a part is missing; names it.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        var message = JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null is no message.");
        Require(message, type, "");
        return message;
    }

    private static void Require(object value, JsonTypeInfo type, string path)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (var part in Parts.GetOrAdd(type, PartsOf))
                {
                    Require(part.Get(value), part.MayLack, part.Type, path.Length == 0 ? part.Name : $"{path}.{part.Name}");
                }

                break;
            case JsonTypeInfoKind.Enumerable when type.ElementType is { } element && !element.IsValueType:
                var items = type.Options.GetTypeInfo(element);
                var at = 0;
                foreach (var item in (IEnumerable)value)
                {
                    Require(item, false, items, $"{path}[{at++}]");
                }

                break;
            case JsonTypeInfoKind.Dictionary when type.ElementType is { } element && !element.IsValueType && value is IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Require(entry.Value, false, type.Options.GetTypeInfo(element), $"{path}.{entry.Key}");
                }

                break;
        }
    }

    private static Part[] PartsOf(JsonTypeInfo type) =>
    [
        .. from property in type.Properties
           where property.Get is not null && !property.PropertyType.IsValueType
           select new Part(property.Name, property.Get!, property.IsGetNullable, type.Options.GetTypeInfo(property.PropertyType)), // not null: filtered just before
    ];

    private static void Require(object? value, bool mayLack, JsonTypeInfo type, string path)
    {
        if (value is not null)
        {
            Require(value, type, path);
        }
        else if (!mayLack)
        {
            throw new JsonException($"\"{path}\" is missing.");
        }
    }

    private sealed record Part(string Name, Func<object, object?> Get, bool MayLack, JsonTypeInfo Type);
}
