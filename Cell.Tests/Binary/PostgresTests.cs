using System.Net;
using System.Text.Json.Nodes;
using Cell.Storage;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The executable with its pages in a real PostgreSQL.</summary>
[Category("Binary"), Category("Server"), Category("Invariant 8")]
internal sealed class PostgresTests
{
    private const int Pages = 120;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    [Test]
    public async Task A_crawl_into_the_database_outlives_server_and_cell_and_is_answered_by_search()
    {
        PostgresServer.RequirePrograms();
        using var server = new PostgresServer();
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        await habitat.EditAsync(draft => WithDatabase(habitat, draft, server, "postgres"));
        using var api = habitat.Api();
        var cell = await habitat.StartReadyAsync();
        site.AnswerTime = TimeSpan.FromMilliseconds(30);
        await habitat.CrawlAsync(site.Seed);
        await Eventually.IsTrueAsync("pages", Soon, async () => (await habitat.StatusAsync(habitat.Data)).Vitals.Pages > 10);

        server.Kill();
        using var http = new HttpClient();
        await Eventually.IsTrueAsync("503 while the database is away", Soon, async () =>
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{habitat.Port}/search?q={LocalSite.Word}"));
            return answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };
        });
        server.Start();
        site.AnswerTime = TimeSpan.Zero;
        await habitat.RestAsync();
        await FoundAsync(api, site);
        await Eventually.IsTrueAsync("another spelling", Soon, async () =>
            JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{habitat.Port}/search?q=lihcen")))?["suggestion"]?.GetValue<string>() == LocalSite.Word);
        await Eventually.IsTrueAsync("pages with what links say of them", Soon, async () => await server.NumberAsync("SELECT count(*) FROM cell.page WHERE linked <> 0") > Pages / 2);

        await cell.StopAsync(Signal.Kill);
        await habitat.StartReadyAsync();
        await KeptAsync(habitat);
        await FoundAsync(api, site);
        Assert.That(File.Exists(Path.Combine(habitat.Data, "pages.db")), Is.False, "nothing of them lies on its own disk");
    }

    [Test]
    public async Task Pages_move_into_the_database_by_a_command_in_the_middle_of_a_crawl()
    {
        var server = PostgresServer.Shared;
        var database = $"d{Guid.NewGuid():N}";
        await server.DoAsync($"CREATE DATABASE {database}");
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        using var api = habitat.Api();
        var cell = await habitat.StartReadyAsync();
        var early = await habitat.RunAsync("store", "move", "--data", habitat.Data);
        Assert.That((early.Code, early.Err), Is.EqualTo(((int)Cli.ExitCode.Refused, "cell: The genome says store.kind \"embedded\": set it to \"postgres\" in cell.json, and `cell genome push`.")));

        site.AnswerTime = TimeSpan.FromMilliseconds(30);
        await habitat.CrawlAsync(site.Seed);
        await Eventually.IsTrueAsync("pages", Soon, async () => (await habitat.StatusAsync(habitat.Data)).Vitals.Pages > 10);
        await File.WriteAllTextAsync(habitat.Operator.Draft, WithDatabase(habitat, await File.ReadAllTextAsync(habitat.Operator.Draft), server, database));
        var pushed = await habitat.RunAsync("genome", "push");
        Assert.That(pushed.Code, Is.Zero, pushed.Err);
        var moved = await habitat.RunAsync("store", "move", "--data", habitat.Data);
        Assert.That(moved.Code, Is.Zero, $"{moved.Out}\n{moved.Err}\n{string.Join('\n', cell.Journal)}");
        Assert.That(moved.Out, Does.EndWith("in the database."));
        site.AnswerTime = TimeSpan.Zero;
        await habitat.RestAsync();
        await FoundAsync(api, site);
        Assert.That(site.Requests.Where(request => request.Key != "/robots.txt").Select(request => request.Value), Has.All.EqualTo(1), "nothing was asked for again");

        await cell.StopAsync(Signal.Terminate);
        await habitat.StartReadyAsync();
        await KeptAsync(habitat);
        await FoundAsync(api, site);
    }

    // A cell is ready before it has asked the database for the first time.
    private static Task KeptAsync(Habitat habitat) => Eventually.IsTrueAsync("pages in the database", Soon, async () =>
        (await habitat.RunAsync("store", "--data", habitat.Data)) is { Code: 0, Out: var said } && said.EndsWith("in the database.", StringComparison.Ordinal));

    // Searches give them in two answers, and their order changes while what links say of them comes in.
    private static async Task FoundAsync(PublicApi api, LocalSite site)
    {
        Assert.That(await api.MissingAsync(site.Expected), Is.Empty);
        await Eventually.IsTrueAsync("all pages by their word", Soon, async () => site.Expected.SetEquals(await api.WithWordAsync(LocalSite.Word)));
    }

    private static string WithDatabase(Habitat habitat, string draft, PostgresServer server, string database)
    {
        var secrets = Path.Combine(habitat.Operator.Path, "secrets.json");
        File.WriteAllText(secrets, new JsonObject { ["api"] = new JsonObject { ["store.password"] = PostgresServer.Secret } }.ToJsonString());
        File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return draft.Replace("\"crawler\":", $$"""
            "store": { "kind": "postgres", "host": "127.0.0.1", "port": {{server.Port}}, "database": "{{database}}", "tls": "off" },
              "crawler":
            """, StringComparison.Ordinal);
    }
}
