using Cell.Genome;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>One executable, three roles, three processes on one box: one organism.</summary>
[Category("Binary")]
internal sealed class ThreeRolesTests
{
    private const int Pages = 100;
    private static readonly string[] Roles = ["api", "crawler", "health"];

    [Test]
    public async Task Founders_started_at_once_make_one_organism_that_crawls_and_lives_by_its_next_genome_without_a_restart()
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(null);
        foreach (var role in Roles)
        {
            habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", habitat.At(role));
        }

        await AllAsync(habitat, "three cells on the roster, in slots 0 to 2", status =>
            status.Roster.Cells.Where(entry => entry.State == CellState.Alive).Select(entry => entry.Facts.Slot).Order().SequenceEqual([0, 1, 2]));
        var status = await habitat.StatusAsync(habitat.At("api"));
        Assert.That(status.Roster.Cells.SelectMany(entry => entry.Facts.Roles), Is.EquivalentTo(Enum.GetValues<Role>()), "each has its one role");
        var processes = status.Roster.Cells.Select(entry => (entry.Cell, entry.Incarnation)).ToList();

        // The first genome allows no crawl of this box.
        var version = status.GenomeVersion;
        await habitat.EditAsync(draft => Habitat.WithSite(draft, site));
        await AllAsync(habitat, "the next genome in each cell", held => held.GenomeVersion == version + 1);
        var told = await habitat.RunAsync("crawl", "--data", habitat.At("api"), site.Seed);
        Assert.That(told.Code, Is.Zero, told.Err);
        await Eventually.IsTrueAsync("frontier at rest", TimeSpan.FromSeconds(40), async () => (await habitat.StatusAsync(habitat.At("api"))).Vitals is { Dry: true, Pages: > 0 });

        using var api = new PublicApi(PortOf(status));
        Assert.That(await api.MissingAsync(site.Expected), Is.Empty);
        var after = await habitat.StatusAsync(habitat.At("health"));
        Assert.That(after.Roster.Cells.Select(entry => (entry.Cell, entry.Incarnation)), Is.EquivalentTo(processes), "the same processes");
        await Eventually.IsAsync("crawler on the roster", (CellState.Alive, (long)site.Expected.Count), TimeSpan.FromSeconds(20), async () =>
        {
            var crawler = (await habitat.StatusAsync(habitat.At("health"))).Roster.Cells.Single(entry => entry.Facts.Roles.Contains(Role.Crawler));
            return (crawler.State, crawler.Vitals.Pages);
        });
    }

    // A crawler may hold a lease of the lost one: nothing may be leased for 72 s. What comes after them is SuccessionTests'.
    [Test, Category("Invariant 8")]
    public async Task An_API_that_begins_anew_after_a_lost_one_leases_nothing_at_first()
    {
        await using var site = await LocalSite.OpenAsync(Pages);
        await using var habitat = await Habitat.WithOrganismAsync(site);
        foreach (var role in Roles.Where(role => role != "api"))
        {
            habitat.Launch(PublishedBinary.Path, "start", "--role", role, "--data", habitat.At(role));
        }

        var first = habitat.Launch(PublishedBinary.Path, "start", "--role", "api", "--data", habitat.At("api"));
        await habitat.ReadyAsync(first, habitat.At("api"));
        await CrawlAsync(habitat, "api", site);
        await Eventually.IsTrueAsync("a crawl at once", TimeSpan.FromSeconds(10), () => Task.FromResult(site.Count > 0));
        await Eventually.IsTrueAsync("frontier at rest", TimeSpan.FromSeconds(40), async () => (await habitat.StatusAsync(habitat.At("api"))).Vitals is { Dry: true, Pages: > 0 });

        await first.StopAsync(Signal.Kill);
        Directory.Delete(habitat.At("api"), recursive: true);
        var asked = site.Count;
        await habitat.ReadyAsync(habitat.Launch(PublishedBinary.Path, "start", "--role", "api", "--data", habitat.At("anew")), habitat.At("anew"));
        await CrawlAsync(habitat, "anew", site);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None); // the crawler asks each second
        Assert.That(site.Count, Is.EqualTo(asked));
        Assert.That((await habitat.StatusAsync(habitat.At("anew"))).Vitals.Waiting, Is.Positive, "it waits, and is not forgotten");
    }

    private static async Task CrawlAsync(Habitat habitat, string name, LocalSite site)
    {
        var told = await habitat.RunAsync("crawl", "--data", habitat.At(name), site.Seed);
        Assert.That(told.Code, Is.Zero, told.Err);
    }

    [Test]
    public async Task A_crawl_order_is_for_the_cell_with_the_frontier()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        await habitat.StartReadyAsync("--role", "health");
        var told = await habitat.RunAsync("crawl", "--data", habitat.Data, "http://site.test/");
        Assert.That(told.Code, Is.EqualTo((int)Cli.ExitCode.Refused));
        Assert.That(told.Err, Does.Contain("does not run the frontier").And.Contain("--data"));
    }

    private static int PortOf(StatusAnswer status) => new Uri(status.Roster.Cells.Single(entry => entry.Facts.Roles.Contains(Role.Api)).Facts.Public).Port;

    private static async Task AllAsync(Habitat habitat, string what, Func<StatusAnswer, bool> holds)
    {
        foreach (var role in Roles)
        {
            await Eventually.IsTrueAsync($"{what} (asked of {role})", TimeSpan.FromSeconds(20), async () =>
            {
                var asked = await habitat.RunAsync("status", "--json", "--data", habitat.At(role));
                return asked.Out.Length > 0 && holds(Habitat.Read(asked));
            });
        }
    }
}
