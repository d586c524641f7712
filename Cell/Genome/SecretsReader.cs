using System.Text.Json;

namespace Cell.Genome;

/// <summary>secrets.json of the operator: <c>{ "every": { "name": "value" }, "api": {}, "crawler": {}, "health": {} }</c>. Faults name keys, never values.</summary>
internal static class SecretsReader
{
    private const int MostCharacters = 32 * 1024;
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };

    /// <summary>What each role gets: the values of "every", and its own, which count more.</summary>
    public static (IReadOnlyDictionary<Role, IReadOnlyDictionary<string, string>> Values, IReadOnlyList<Fault> Faults) Read(string json)
    {
        var faults = new List<Fault>();
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (json.Length > MostCharacters || document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (Empty, [new Fault("", $"secrets.json must be an object in {{ }} of at most {MostCharacters} characters.")]);
            }

            var root = new GenesSection(document.RootElement, "", faults);
            var every = root.Values("every");
            var values = Enum.GetValues<Role>().ToDictionary(role => role, role => (IReadOnlyDictionary<string, string>)With(every, root.Values(role.ToString().ToLowerInvariant())));
            root.Done();
            return (values, faults);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The message of the parser may show what stands there.
            return (Empty, [new Fault("", $"secrets.json is not JSON{(fault is JsonException { LineNumber: { } line } ? $": line {line + 1}" : "")}.")]);
        }
    }

    /// <summary>What every role gets where there is no secrets.json.</summary>
    public static IReadOnlyDictionary<Role, IReadOnlyDictionary<string, string>> Empty { get; } =
        Enum.GetValues<Role>().ToDictionary(role => role, _ => (IReadOnlyDictionary<string, string>)new Dictionary<string, string>());

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> every, IReadOnlyDictionary<string, string> own) =>
        every.Where(pair => !own.ContainsKey(pair.Key)).Concat(own).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();
}
