using NUnit.Framework;

namespace Cell.Binary;

/// <summary>kill -9 at random moments: the moments come from a seed that is printed.</summary>
[Category("Binary")]
[Category("Invariant 8")]
internal sealed class CrashTests
{
    private const int Kills = 10;
    private const int Pages = 400;

    [Test]
    public async Task A_crawl_killed_ten_times_ends_with_the_pages_of_an_undisturbed_one()
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        var undisturbed = await WholeCrawlAsync(site);
        Assert.That(undisturbed, Is.EquivalentTo(site.Expected), "the undisturbed crawl");

        await using var habitat = await Habitat.WithOrganismAsync(site);
        using var api = habitat.Api();
        var moments = Moments(TimeSpan.FromMilliseconds(600), Kills);
        site.AnswerTime = TimeSpan.FromMilliseconds(250);
        var cell = await habitat.StartReadyAsync();
        await habitat.CrawlAsync(site.Seed);
        foreach (var (moment, kill) in moments.Select((moment, kill) => (moment, kill)))
        {
            // Every other time in its work, else at any moment of its start.
            var before = site.Count;
            await (kill % 2 == 0 ? Eventually.IsTrueAsync("request to the site", TimeSpan.FromSeconds(30), () => Task.FromResult(site.Count > before)) : Task.CompletedTask);
            await Task.Delay(moment, TimeProvider.System, CancellationToken.None);
            await cell.StopAsync(Signal.Kill);
            cell = habitat.Start();
        }

        var status = await habitat.ReadyAsync(cell, habitat.Data);
        Assert.That(status.Vitals.Pages, Is.LessThan(undisturbed.Count), "it was killed in the middle of the crawl each time");
        site.AnswerTime = TimeSpan.Zero;
        await habitat.RestAsync();
        Assert.That(await api.MissingAsync(undisturbed), Is.Empty, "pages missing after the last crash");
        Assert.That(await IndexedAsync(api, site), Is.EquivalentTo(undisturbed));
    }

    [Test]
    public Task Pages_acknowledged_to_a_crawler_are_there_after_each_kill() => KilledAsync(Kills);

    [Test, Category("Long")]
    public Task Pages_acknowledged_to_a_crawler_are_there_after_fifty_kills() => KilledAsync(50);

    private static async Task KilledAsync(int kills)
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var api = habitat.Api();
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        var acknowledged = new List<string>();
        foreach (var moment in Moments(TimeSpan.FromMilliseconds(400), kills))
        {
            var cell = await habitat.StartReadyAsync();
            await crawler.JoinAsync();
            using var end = new CancellationTokenSource();
            var submitting = crawler.SubmitUntilItFailsAsync(acknowledged.Add, end.Token);
            await Task.Delay(moment, TimeProvider.System, CancellationToken.None);
            await cell.StopAsync(Signal.Kill);
            await end.CancelAsync();
            await submitting;
            await AgreesAsync(habitat);
        }

        await habitat.StartReadyAsync();
        Assert.That(acknowledged, Has.Count.GreaterThan(kills), "pages acknowledged between the kills");
        Assert.That(await api.MissingAsync(acknowledged), Is.Empty, $"of {acknowledged.Count} acknowledged pages");
        await AgreesAsync(habitat);
        await TestContext.Out.WriteLineAsync($"{acknowledged.Count} pages were acknowledged between {kills} kills.");
    }

    private static async Task AgreesAsync(Habitat habitat)
    {
        var check = await habitat.RunAsync("check", "--data", habitat.Data);
        Assert.That(check.Code, Is.Zero, $"{check.Out}\n{check.Err}");
    }

    [Test]
    public async Task URLs_that_the_frontier_acknowledged_are_known_after_each_kill()
    {
        const string Scope = "http://crawled.test/docs/";
        const int Together = 40;
        await using var habitat = await Habitat.WithOrganismAsync(null);
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        var (acknowledged, sent) = (0, 0);
        foreach (var moment in Moments(TimeSpan.FromMilliseconds(400), Kills))
        {
            var cell = await habitat.StartReadyAsync();
            await habitat.CrawlAsync(Scope);
            Assert.That(await KnownAsync(habitat, "crawled.test"), Is.InRange(acknowledged + 1, sent + 1), "URLs, the seed among them");
            await crawler.JoinAsync();
            using var end = new CancellationTokenSource();
            var adding = AddUntilItFailsAsync(end.Token);
            await Task.Delay(moment, TimeProvider.System, CancellationToken.None);
            await cell.StopAsync(Signal.Kill);
            await end.CancelAsync();
            await adding;
        }

        await habitat.StartReadyAsync();
        Assert.That(acknowledged, Is.GreaterThan(Kills * Together), "URLs acknowledged between the kills");
        Assert.That(await KnownAsync(habitat, "crawled.test"), Is.InRange(acknowledged + 1, sent + 1));
        await TestContext.Out.WriteLineAsync($"{acknowledged} URLs were acknowledged.");

        async Task AddUntilItFailsAsync(CancellationToken cancellation)
        {
            try
            {
                while (true)
                {
                    sent += Together;
                    await crawler.AddLinksAsync(Scope, sent, Together, cancellation);
                    acknowledged += Together;
                }
            }
            catch (Exception fault) when (fault is Cell.Tissue.TissueException or OperationCanceledException)
            {
                // The cell was killed: what it did not acknowledge may be lost.
            }
        }
    }

    /// <summary>How many URLs of the host the frontier knows.</summary>
    public static async Task<int> KnownAsync(Habitat habitat, string host)
    {
        var looked = await habitat.RunAsync("frontier", "--host", host, "--json", "--data", habitat.Data);
        return System.Text.Json.JsonSerializer.Deserialize(looked.Out, Cell.Tissue.ControlJson.Default.FrontierView)?.Slowest.Single().Known ?? throw new AssertionException(looked.Err);
    }

    public static async Task<IReadOnlySet<string>> IndexedAsync(PublicApi api, LocalSite site)
    {
        Assert.That(await api.MissingAsync(site.Expected), Is.Empty, "pages not stored");
        await Eventually.IsTrueAsync("index with all pages", TimeSpan.FromSeconds(20), async () => (await api.WithWordAsync(LocalSite.Word)).Count >= site.Expected.Count);
        return await api.WithWordAsync(LocalSite.Word);
    }

    private static async Task<IReadOnlySet<string>> WholeCrawlAsync(LocalSite site)
    {
        await using var habitat = await Habitat.WithOrganismAsync(site);
        using var api = habitat.Api();
        await habitat.StartReadyAsync();
        await habitat.CrawlAsync(site.Seed);
        await habitat.RestAsync();
        return await IndexedAsync(api, site);
    }

    private static IReadOnlyList<TimeSpan> Moments(TimeSpan most, int kills)
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"Seed of the moments: {seed}");
        var random = new Random(seed);
        return [.. Enumerable.Range(0, kills).Select(_ => random.NextDouble() * most)];
    }
}
