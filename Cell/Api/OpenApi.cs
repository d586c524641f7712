using System.Text.Json.Nodes;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell.Api;

/// <summary>The OpenAPI document of the public port, at a path that stays: of all that cells serve, what this one does.</summary>
internal static class OpenApi
{
    private const string Path = "/openapi.json";

    public static Door Open(Door door)
    {
        // Made when it is first asked for: then all is open.
        var document = new Lazy<string>(() => Of(door.Paths));
        return door.Map("GET", Path, context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(document.Value, context.RequestAborted);
        });
    }

    /// <exception cref="InvalidOperationException">A path is served that is not described.</exception>
    public static string Of(IReadOnlyCollection<string> served)
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json") ?? throw new InvalidOperationException("openapi.json was not built in.");
        var document = JsonNode.Parse(stream)!.AsObject(); // an object: see there
        var paths = document["paths"]!.AsObject(); // see there
        if (served.FirstOrDefault(path => !paths.ContainsKey(path)) is { } stranger)
        {
            throw new InvalidOperationException($"{stranger} is served, and openapi.json does not describe it.");
        }

        foreach (var path in paths.Select(path => path.Key).Except(served).ToList())
        {
            paths.Remove(path);
        }

        return document.ToJsonString();
    }
}
