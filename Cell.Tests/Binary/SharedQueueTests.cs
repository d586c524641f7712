using System.Text.Json.Nodes;
using Cell.Storage;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The executable with its queue in a real RabbitMQ and a real PostgreSQL.</summary>
[Category("Binary"), Category("Server"), Category("Invariant 8")]
internal sealed class SharedQueueTests
{
    private const int Pages = 120;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    [Test]
    public async Task A_crawl_outlives_the_cell_and_comes_to_its_end()
    {
        var (database, queue) = (PostgresServer.Shared, RabbitServer.Shared);
        var name = $"d{Guid.NewGuid():N}";
        await database.DoAsync($"CREATE DATABASE {name}");
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        await habitat.EditAsync(draft => WithQueue(habitat, draft, database.Port, name, queue.Port));
        using var api = habitat.Api();
        var cell = await habitat.StartReadyAsync();
        site.AnswerTime = TimeSpan.FromMilliseconds(30);
        await habitat.CrawlAsync(site.Seed);
        await Eventually.IsTrueAsync("pages", Soon, async () => (await habitat.StatusAsync(habitat.Data)).Vitals.Pages > 10);

        await cell.StopAsync(Signal.Kill);
        await habitat.StartReadyAsync();
        site.AnswerTime = TimeSpan.Zero;
        await habitat.RestAsync();
        Assert.That(await api.WithWordAsync(LocalSite.Word), Is.EquivalentTo(site.Expected));
        var looked = await habitat.RunAsync("frontier", "--data", habitat.Data);
        Assert.That((looked.Code, looked.Err), Is.EqualTo((0, "")));
        Assert.That(looked.Out, Does.Contain(" URLs known, 0 waiting, on 1 hosts: 0 being worked on"));
        Assert.That(Directory.Exists(Path.Combine(habitat.Data, "frontier")), Is.False, "nothing of it lies on its own disk");
    }

    private static string WithQueue(Habitat habitat, string draft, int databasePort, string database, int queuePort)
    {
        var secrets = Path.Combine(habitat.Operator.Path, "secrets.json");
        File.WriteAllText(secrets, new JsonObject { ["api"] = new JsonObject { ["store.password"] = PostgresServer.Secret, ["queue.password"] = RabbitServer.Secret } }.ToJsonString());
        File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return draft.Replace("\"crawler\":", $$"""
            "store": { "kind": "postgres", "host": "127.0.0.1", "port": {{databasePort}}, "database": "{{database}}", "tls": "off" },
              "queue": { "kind": "rabbitmq", "host": "127.0.0.1", "port": {{queuePort}}, "tls": "off" },
              "crawler":
            """, StringComparison.Ordinal);
    }
}
