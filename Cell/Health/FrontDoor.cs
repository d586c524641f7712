using System.Text.Json.Serialization;
using Cell.Genome;
using Cell.Tissue;
using Microsoft.AspNetCore.Http;

namespace Cell.Health;

/// <summary><c>GET /apis</c> of a health cell: best first.</summary>
internal sealed record ApiList(int V, IReadOnlyList<ApiChoice> Apis);

/// <summary>One group of Prometheus' HTTP service discovery, <c>GET /targets</c>.</summary>
internal sealed record TargetGroup(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Labels);

/// <summary>The front, on a health cell's public port: sends clients to a good API and tells balancers and monitors where the cells are.</summary>
internal sealed class FrontDoor(RosterKeeper keeper, LivingGenome genome, TimeProvider time)
{
    private const string Soon = "5";
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Paths = ["/search", "/page"];

    private Known? known;

    /// <param name="answers">This process has the API role: it answers clients itself.</param>
    public void OpenPublic(Door door, bool answers)
    {
        door.Map("GET", "/apis", ListAsync).Map("GET", "/targets", TargetsAsync);
        foreach (var path in answers ? [] : Paths)
        {
            door.Map("GET", path, context => SendAsync(context, path));
        }
    }

    public Task ListAsync(HttpContext context) => AnswerAsync(context, new ApiList(1, Apis()), FrontJson.Default.ApiList);

    // 307 keeps the method; the host comes from the signed pool and the path from the list above, so nobody is sent elsewhere.
    private async Task SendAsync(HttpContext context, string path)
    {
        // One that is reached by this very address would send its clients round in a circle.
        var apis = Apis().Where(api => !string.Equals(api.Url.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)).ToList();
        var room = apis.Where(api => api.Load < Front.Full).ToList();
        context.Response.Headers.CacheControl = "no-store";
        if (room.Count == 0)
        {
            context.Response.Headers.RetryAfter = Soon;
        }

        if ((Front.Pick(room, Random.Shared.NextDouble) ?? apis.MinBy(api => api.Load)) is { } choice)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = $"{choice.Url.AbsoluteUri.TrimEnd('/')}{path}{context.Request.QueryString.ToUriComponent()}";
        }
        else
        {
            await Door.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "No API cell lives that could answer: try again soon.");
        }
    }

    private Task TargetsAsync(HttpContext context)
    {
        var now = genome.Now.Genes;
        var groups =
            from entry in keeper.Roster.Living
            join machine in now.Pool.Machines on entry.Facts.Machine equals machine.Host
            orderby entry.Cell
            select new TargetGroup(
                [$"{Addresses.Of(machine)}:{Front.PortOf(entry.Facts, machine, now)}"],
                new Dictionary<string, string>
                {
                    ["cell"] = entry.Cell.ToString(),
                    ["machine"] = machine.Host,
                    ["roles"] = string.Join(',', entry.Facts.Roles).ToLowerInvariant(),
                    ["organism"] = now.Organism.Name,
                });
        return AnswerAsync(context, [.. groups], FrontJson.Default.IReadOnlyListTargetGroup);
    }

    private IReadOnlyList<ApiChoice> Apis()
    {
        var (roster, held) = (keeper.Roster, Volatile.Read(ref known));
        if (held is null || held.Version != roster.Version || held.Genes != genome.Genes || time.GetElapsedTime(held.At) > Kept)
        {
            Volatile.Write(ref known, held = new Known(roster.Version, genome.Genes, time.GetTimestamp(), Front.Of(roster, genome.Genes, time.GetUtcNow())));
        }

        return held.Apis;
    }

    // Loads come once a second; who lives no more, and a quarantine, shows at once or after this.
    private sealed record Known(long Version, Genes Genes, long At, IReadOnlyList<ApiChoice> Apis);

    private static Task AnswerAsync<T>(HttpContext context, T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Door.WriteAsync(context, answer, type);
    }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ApiList))]
[JsonSerializable(typeof(IReadOnlyList<TargetGroup>))]
internal sealed partial class FrontJson : JsonSerializerContext;
