using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Cell.Genome;

/// <summary>Reads one object of cell.json key by key, collects every fault, and in the end names the keys that nobody asked for.</summary>
internal sealed class GenesSection(JsonElement? element, string path, List<Fault> faults)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public string At(string key) => path.Length == 0 ? key : $"{path}.{key}";

    public void Fault(string key, string message) => faults.Add(new Fault(At(key), message));

    public GenesSection Section(string key) =>
        Find(key) is not { } value ? new GenesSection(null, At(key), faults)
        : value.ValueKind == JsonValueKind.Object ? new GenesSection(value, At(key), faults)
        : Wrong(key, "an object in { }", new GenesSection(null, At(key), faults));

    /// <summary>Null: it does not stand there.</summary>
    public GenesSection? Optional(string key) => Find(key) is null ? null : Section(key);

    public IReadOnlyList<GenesSection> Sections(string key) =>
        Items(key, "a list of objects in [ ]").Select((item, index) => item.ValueKind == JsonValueKind.Object
            ? new GenesSection(item, $"{At(key)}[{index}]", faults)
            : Wrong($"{key}[{index}]", "an object in { }", new GenesSection(null, $"{At(key)}[{index}]", faults))).ToList();

    public string Text(string key, string otherwise, string allowed, Func<string, bool> good)
    {
        if (Find(key) is not { } value)
        {
            return otherwise;
        }

        return value.ValueKind == JsonValueKind.String && good(value.GetString()!) ? value.GetString()! : Wrong(key, allowed, otherwise); // a JSON string has a value
    }

    public int Number(string key, int otherwise, int least, int most) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : Wrong(key, $"a whole number from {least} to {most}", otherwise);

    public double Real(string key, double otherwise, double least, double most) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most ? number
        : Wrong(key, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), otherwise);

    public decimal Money(string key, decimal otherwise) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && amount is >= 0 and <= 1_000_000 ? amount
        : Wrong(key, "a number from 0 to 1000000", otherwise);

    public bool Flag(string key, bool otherwise) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : Wrong(key, "true or false", otherwise);

    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.String && Units.Duration(value.GetString()!) is { } time && time >= least && time <= most ? time // a JSON string has a value
        : Wrong(key, $"a duration from {Units.Text(least)} to {Units.Text(most)}, like \"30s\" or \"5m\"", otherwise);

    public long Size(string key, long otherwise, long least, long most) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.String && Units.Size(value.GetString()!) is { } size && size >= least && size <= most ? size // a JSON string has a value
        : Wrong(key, $"a size from {least} to {most} bytes, like \"10MiB\"", otherwise);

    public IReadOnlyList<string> Texts(string key, string allowed, Func<string, bool> good) =>
        Items(key, $"a list: each {allowed}").Select((item, index) =>
            item.ValueKind == JsonValueKind.String && good(item.GetString()!) ? item.GetString()! : Wrong($"{key}[{index}]", allowed, "")) // a JSON string has a value
            .Where(text => text.Length > 0).ToList();

    public IReadOnlyList<IPNetwork> Networks(string key) =>
        Texts(key, "an address or a network like \"10.0.0.0/24\"", text => Units.Network(text) is not null).Select(text => Units.Network(text)!.Value).ToList(); // checked just before

    public IReadOnlyDictionary<string, TimeSpan> Durations(string key, TimeSpan least, TimeSpan most, Func<string, bool> goodName, string allowedName)
    {
        var section = Section(key);
        var found = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in section.Keys())
        {
            if (!goodName(name))
            {
                section.Fault(name, $"must be {allowedName}.");
            }

            found[name] = section.Duration(name, least, least, most);
        }

        section.Done();
        return found;
    }

    /// <summary>Free names with texts. Their faults name the key alone: they may be secrets.</summary>
    public IReadOnlyDictionary<string, string> Values(string key)
    {
        var section = Section(key);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in section.Keys())
        {
            found[name] = section.Text(name, "", "a text", _ => true);
        }

        section.Done();
        return found;
    }

    /// <summary>The keys that stand here and were not asked for are faults.</summary>
    public void Done()
    {
        foreach (var key in Keys().Where(key => !known.Contains(key)).Distinct(StringComparer.Ordinal))
        {
            Fault(key, known.Count > 0 ? $"is not a key. Known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}." : "is not a key.");
        }

        foreach (var twice in Keys().GroupBy(key => key, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            Fault(twice.Key, "stands here twice.");
        }
    }

    private IReadOnlyList<string> Keys() => element is { } value ? [.. value.EnumerateObject().Select(property => property.Name)] : [];

    private JsonElement? Find(string key)
    {
        known.Add(key);
        return element is { } value && value.TryGetProperty(key, out var found) ? found : null;
    }

    private IReadOnlyList<JsonElement> Items(string key, string allowed) =>
        Find(key) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : Wrong<IReadOnlyList<JsonElement>>(key, allowed, []);

    private T Wrong<T>(string key, string allowed, T otherwise)
    {
        Fault(key, $"must be {allowed}.");
        return otherwise;
    }
}
