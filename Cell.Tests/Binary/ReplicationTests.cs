using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Three API cells on one box, each with its own database.</summary>
[Category("Binary")]
[Category("Invariant 8")]
internal sealed class ReplicationTests
{
    private const int Pages = 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly string[] Names = ["first", "second", "third"];

    [Test]
    public async Task Three_copies_become_the_same_whoever_takes_the_pages_is_killed_loses_its_disk_or_leaves()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cells = new Dictionary<string, CellProcess>();
        foreach (var name in Names)
        {
            cells[name] = await StartAsync(habitat, name);
        }

        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        await crawler.JoinAsync();
        var submitted = new List<string> { OutsideCrawler.Page("join").Url };
        foreach (var name in Names)
        {
            await SubmitAsync(name, name);
        }

        await AllHaveAsync(Names);

        await cells["second"].StopAsync(Signal.Kill);
        await SubmitAsync("first", "away");
        cells["second"] = await StartAsync(habitat, "second");
        await AllHaveAsync("second");

        await cells["third"].StopAsync(Signal.Kill);
        Directory.GetFiles(habitat.At("third"), "pages*").ToList().ForEach(File.Delete);
        cells["third"] = await StartAsync(habitat, "third");
        await SubmitAsync("third", "anew");
        await AllHaveAsync(Names);

        await SubmitAsync("third", "last");
        var third = (await habitat.StatusAsync(habitat.At("third"))).Cell;
        var died = await habitat.RunAsync("die", third.ToString());
        Assert.That(died.Code, Is.Zero, died.Err);
        Assert.That((await cells["third"].EndAsync(Soon)).Code, Is.Zero);
        await MissesNothingAsync("first");
        await MissesNothingAsync("second");

        async Task SubmitAsync(string name, string mark)
        {
            var api = (await habitat.StatusAsync(habitat.At(name))).Facts.Tissue;
            foreach (var at in Enumerable.Range(0, Pages))
            {
                var page = OutsideCrawler.Page($"{mark}{at}");
                await Eventually.IsTrueAsync($"leave to hand pages to the {name}", Soon, () => TrySubmitAsync(api, page));
                submitted.Add(page.Url);
            }
        }

        async Task<bool> TrySubmitAsync(string api, CrawledPage page)
        {
            try
            {
                await crawler.SubmitAsync(api, page, CancellationToken.None);
                return true;
            }
            catch (TissueException fault) when (fault.Status == System.Net.HttpStatusCode.Forbidden)
            {
                return false;
            }
        }

        async Task AllHaveAsync(params string[] names)
        {
            foreach (var name in names)
            {
                await Eventually.IsTrueAsync($"{name} caught up with {submitted.Count} pages", Soon, async () =>
                    (await habitat.RunAsync("status", "--json", "--data", habitat.At(name))) is { Out.Length: > 0 } asked && Habitat.Read(asked).Vitals is { CaughtUp: true } vitals && vitals.Pages == submitted.Count);
                await MissesNothingAsync(name);
            }
        }

        async Task MissesNothingAsync(string name)
        {
            using var api = new PublicApi(new Uri((await habitat.StatusAsync(habitat.At(name))).Facts.Public).Port);
            Assert.That(await api.MissingAsync(submitted), Is.Empty, $"missing at the {name}");
            await Eventually.IsTrueAsync($"index of the {name} with all pages", Soon, async () => (await api.WithWordAsync("Text")).Count == submitted.Count);
        }
    }

    private static async Task<CellProcess> StartAsync(Habitat habitat, string name)
    {
        string[] roles = name == "first" ? ["--role", "api", "--role", "health"] : ["--role", "api"];
        var process = habitat.Launch([PublishedBinary.Path, "start", .. roles, "--data", habitat.At(name)]);
        await habitat.ReadyAsync(process, habitat.At(name));
        return process;
    }
}
