using System.Diagnostics;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>The cell that runs the frontier is killed and its folder lost, in the middle of a crawl: another API goes on.</summary>
[Category("Binary")]
[Category("Long")]
[Category("Invariant 8")]
internal sealed class SuccessionTests
{
    private const int Pages = 300;

    // 3 s of a closed port are a death; then 72 s until no lease of the lost one can be left.
    private static readonly TimeSpan GoesOn = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_crawl_goes_on_at_the_next_API_and_nothing_is_lost()
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        await StartAsync(habitat, "keeper", "health", "crawler");
        var first = await StartAsync(habitat, "first", "api");
        await StartAsync(habitat, "second", "api");
        site.AnswerTime = TimeSpan.FromMilliseconds(500);
        await DoAsync(habitat, "crawl", "--data", habitat.At("first"), site.Seed, "http://127.0.0.9/paused/");
        await DoAsync(habitat, "frontier", "pause", "http://127.0.0.9/paused/", "--data", habitat.At("first"));
        await Eventually.IsTrueAsync("a crawl under way", GoesOn, () => Task.FromResult(site.Count > 50));
        await Eventually.IsTrueAsync("copies of what was ordered", Soon, async () => (await habitat.RunAsync("frontier", "--data", habitat.At("second"))).Out.Contains("paused", StringComparison.Ordinal));

        await first.StopAsync(Signal.Kill);
        var killed = Stopwatch.GetTimestamp();
        Directory.Delete(habitat.At("first"), recursive: true);
        site.AnswerTime = TimeSpan.Zero;
        var asked = await StandsAsync(site);
        await Eventually.IsTrueAsync("requests again", GoesOn, () => Task.FromResult(site.Count > asked));
        var gap = Stopwatch.GetElapsedTime(killed);
        await TestContext.Out.WriteLineAsync($"It went on {gap.TotalSeconds:0.0} s after the kill.");
        Assert.That(gap, Is.GreaterThan(TimeSpan.FromSeconds(60)).And.LessThan(GoesOn), "not before all leases of the lost one have ended");

        using var api = new PublicApi(new Uri((await habitat.StatusAsync(habitat.At("second"))).Facts.Public).Port);
        await Eventually.IsTrueAsync("a frontier in which only what is paused waits", GoesOn, async () =>
            (await habitat.StatusAsync(habitat.At("second"))).Vitals is { Waiting: 1 } vitals && vitals.Pages >= site.Expected.Count);
        Assert.That(await CrashTests.IndexedAsync(api, site), Is.EquivalentTo(site.Expected));
        Assert.That((await habitat.RunAsync("frontier", "--data", habitat.At("second"))).Out, Does.Contain("paused"), "what was ordered still holds");
    }

    // The crawler stops when it is told that its lease is another frontier's.
    private static async Task<int> StandsAsync(LocalSite site)
    {
        var asked = 0;
        await Eventually.IsTrueAsync("an end of the requests under the old lease", TimeSpan.FromSeconds(50), async () =>
        {
            asked = site.Count;
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None);
            return site.Count == asked;
        });
        return asked;
    }

    private static async Task<CellProcess> StartAsync(Habitat habitat, string name, params string[] roles)
    {
        var process = habitat.Launch([PublishedBinary.Path, "start", .. roles.SelectMany(role => new[] { "--role", role }), "--data", habitat.At(name)]);
        await habitat.ReadyAsync(process, habitat.At(name));
        return process;
    }

    private static async Task DoAsync(Habitat habitat, params string[] arguments)
    {
        var done = await habitat.RunAsync(arguments);
        Assert.That(done.Code, Is.Zero, done.Err);
    }
}
