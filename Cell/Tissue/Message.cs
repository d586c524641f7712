using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cell.Tissue;

/// <summary>Reads a JSON message whole: what its type needs is there. (Deserialisation alone leaves absent fields null, whatever the type says.)</summary>
internal static class Message
{
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
                foreach (var property in type.Properties)
                {
                    Require(property.Get?.Invoke(value), property.IsGetNullable, type.Options.GetTypeInfo(property.PropertyType), path.Length == 0 ? property.Name : $"{path}.{property.Name}");
                }

                break;
            case JsonTypeInfoKind.Enumerable when type.ElementType is { } element:
                var items = type.Options.GetTypeInfo(element);
                var at = 0;
                foreach (var item in (IEnumerable)value)
                {
                    Require(item, false, items, $"{path}[{at++}]");
                }

                break;
            case JsonTypeInfoKind.Dictionary when type.ElementType is { } element && value is IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Require(entry.Value, false, type.Options.GetTypeInfo(element), $"{path}.{entry.Key}");
                }

                break;
        }
    }

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
}
