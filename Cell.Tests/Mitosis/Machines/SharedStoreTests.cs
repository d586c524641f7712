using System.Net.Http.Json;
using System.Text.Json;
using Cell.Pages;
using Cell.Storage;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Mitosis;

/// <summary>An API's daughters and the database that they may share, on real machines.</summary>
[Category("Nursery"), Category("Server")]
internal sealed class SharedStoreTests
{
    private const string Here = "10.77.0.1";
    private const string Sharing = "stem1";
    private const string Copying = "stem2";
    private const int Clients = 40;
    private const int Pages = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Test]
    public async Task A_daughter_shares_a_healthy_database_and_gets_her_own_copy_when_it_is_stressed()
    {
        Nursery.Require();
        PostgresServer.RequirePrograms();
        using var server = new PostgresServer(Here, Clients);
        await using var pool = await StemPool.FoundAsync();
        await pool.EditAsync(draft => pool.WithDatabase(draft, server).Replace("\"api\": { \"min\": 0 }", "\"api\": { \"min\": 0, \"max\": 5 }", StringComparison.Ordinal));
        await pool.AddFreshAsync([Sharing, Copying]);
        var founder = await pool.StartAsync("founder");
        await StoreAsync(pool, server);

        await FeelsAsync(pool, founder, "no stress", signs => signs.Where(sign => sign.Name.StartsWith("PostgreSQL", StringComparison.Ordinal)).ToList() is { Count: > 0 } shared && shared.TrueForAll(sign => sign.Load <= 0.6));
        Assert.That(await BearAsync(pool, founder, Sharing), Does.Contain("she shares the database: PostgreSQL").And.Contain("not above 0.60"));
        await FindsAllAsync(pool, founder, Sharing);
        Assert.That(await Nursery.ShellAsync(Sharing, "ls /var/lib/cell"), Does.Not.Contain("pages.db"));

        await using var crowd = await DatabaseCrowd.EnterAsync(server, Clients * 6 / 10);
        await FeelsAsync(pool, founder, "the crowd", signs => signs.Any(sign => sign is { Name: "PostgreSQL connections", Load: > 0.6 }));
        Assert.That(await BearAsync(pool, founder, Copying), Does.Contain("she gets her own copy of the pages: PostgreSQL connections has a load of"));
        await FindsAllAsync(pool, founder, Copying);
        Assert.That(await Nursery.ShellAsync(Copying, "ls /var/lib/cell"), Does.Contain("pages.db"));
    }

    private static Task FeelsAsync(StemPool pool, Founder mother, string what, Func<IReadOnlyList<SignRow>, bool> feels) => Eventually.IsTrueAsync($"mother that feels {what}", Patience, async () =>
        JsonSerializer.Deserialize(await pool.DoAsync("status", "--why", "--json", "--data", mother.Data), ControlJson.Default.WhyAnswer) is { } why && feels(why.Signs));

    /// <returns>What the event log says of her birth.</returns>
    private static async Task<string> BearAsync(StemPool pool, Founder founder, string machine)
    {
        await pool.BearAsync(founder, "api", machine);
        return (await pool.EventsAsync(founder)).Single(news => news.Kind == EventKind.Born && news.Machine == machine).What;
    }

    private static async Task FindsAllAsync(StemPool pool, Founder founder, string machine)
    {
        var address = (await pool.StatusAsync(founder)).Roster.Cells.Single(entry => entry.Facts.Machine == machine && entry.State == CellState.Alive).Facts.Public;
        using var http = new HttpClient();
        await Eventually.IsTrueAsync($"all pages at {machine}", Patience, async () =>
        {
            using var answer = await http.GetAsync(new Uri($"{address.TrimEnd('/')}/search?q=lichen"));
            return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync(ControlJson.Default.SearchResults))?.Total == Pages;
        });
    }

    private static async Task StoreAsync(StemPool pool, PostgresServer server)
    {
        using var stopping = new CancellationTokenSource();
        await using var store = new PostgresPages(server.Access("cell"), pool.Operator.Organism.Value, "nowhere", TimeProvider.System);
        var running = Task.Run(() => store.RunAsync(stopping.Token));
        await store.SubmitAsync(new PageBatch(1, [.. Enumerable.Range(0, Pages).Select(at => TestPages.Page($"http://a.test/{at}", $"Page {at}", $"lichen number {at}") with { Hash = "" })]), CancellationToken.None);
        await stopping.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
