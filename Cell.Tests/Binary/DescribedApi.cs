using System.Globalization;
using System.Text.Json;

namespace Cell.Binary;

/// <summary>The public port as its OpenAPI document describes it.</summary>
internal sealed class DescribedApi(JsonElement document)
{
    private const string Odd = "\"-:*?()[]{}^~\\/ ab漢é\u202e\0\u0301'<>";

    public static async Task<DescribedApi> OfAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi.json"));
        return new DescribedApi(document.RootElement.Clone());
    }

    public IReadOnlyList<string> Paths => [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name)];

    /// <summary>The path with an example of each parameter.</summary>
    public string Example(string path)
    {
        var query = string.Join('&', Parameters(path).Where(parameter => parameter.TryGetProperty("example", out _)).Select(parameter => $"{Name(parameter)}={Uri.EscapeDataString(parameter.GetProperty("example").GetString()!)}")); // examples are texts
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    /// <summary>The media types of an answer; null: it is not described.</summary>
    public IReadOnlyList<string>? Types(string path, int status)
    {
        if (!Get(path).GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response))
        {
            return null;
        }

        var described = response.TryGetProperty("$ref", out var reference) ? document.GetProperty("components").GetProperty("responses").GetProperty(reference.GetString()!.Split('/')[^1]) : response; // a text
        return described.TryGetProperty("content", out var content) ? [.. content.EnumerateObject().Select(type => type.Name)] : [];
    }

    /// <summary>The path with parameters as nobody should write them, and as he may.</summary>
    public string Strange(string path, Random random)
    {
        var known = Parameters(path).Select(Name).Append("other").ToList();
        var query = Enumerable.Range(0, random.Next(0, 5)).Select(_ => $"{known[random.Next(known.Count)]}{(random.Next(20) == 0 ? "" : "=")}{Value(path, random)}");
        return $"{path}?{string.Join('&', query)}";
    }

    private string Value(string path, Random random)
    {
        var examples = Parameters(path).Where(parameter => parameter.TryGetProperty("example", out _)).Select(parameter => parameter.GetProperty("example").GetString()!).Append("alpha beta").ToList(); // examples are texts
        var text = examples[random.Next(examples.Count)];
        return random.Next(8) switch
        {
            0 => random.NextInt64(-2, 102).ToString(CultureInfo.InvariantCulture),
            1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture) + "99",
            2 => Uri.EscapeDataString(text),
            3 => Uri.EscapeDataString(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Odd[random.Next(Odd.Length)]))),
            4 => Uri.EscapeDataString(string.Join(' ', Enumerable.Repeat(text, random.Next(1, 60)))) is { Length: < 6000 } repeated ? repeated : "x",
            5 => $"%{random.Next(256):x2}%{random.Next(256):x2}%ff%zz",
            6 => Uri.EscapeDataString(text.Insert(random.Next(text.Length), ((char)random.Next(1, 0xd7ff)).ToString())),
            _ => "",
        };
    }

    private JsonElement Get(string path) => document.GetProperty("paths").GetProperty(path).GetProperty("get");

    private List<JsonElement> Parameters(string path) => Get(path).TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    private static string Name(JsonElement parameter) => parameter.GetProperty("name").GetString()!; // a parameter has a name
}
