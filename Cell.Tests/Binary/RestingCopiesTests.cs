using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Three API cells that took pages in different orders, one of which was killed in the middle.</summary>
[Category("Binary"), Category("Long")]
[Category("Invariant 8")]
internal sealed class RestingCopiesTests
{
    private const int Pages = 300;
    private const int Queries = 200;
    private const int Words = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["first", "second", "third"];

    [Test]
    public async Task Three_copies_that_rest_answer_the_same_and_miss_nothing_that_was_acknowledged()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cells = new Dictionary<string, CellProcess>();
        foreach (var name in Names)
        {
            cells[name] = await StartAsync(habitat, name);
        }

        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        await crawler.JoinAsync();
        using var end = new CancellationTokenSource();
        var living = crawler.LiveAsync(end.Token);
        var tissues = new Dictionary<string, string>();
        foreach (var name in Names)
        {
            tissues[name] = (await habitat.StatusAsync(habitat.At(name))).Facts.Tissue;
        }

        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await TestContext.Out.WriteLineAsync($"Seed: {seed}");
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        await SubmitAsync(Pages, Names);
        using var first = await ApiAsync("first");
        var copied = acknowledged.Except(await first.MissingAsync(acknowledged)).ToList();

        await cells["third"].StopAsync(Signal.Kill);
        Assert.That(await first.MissingAsync(copied), Is.Empty, "copied before, missing while the third is away");
        await SubmitAsync(Pages / 2, ["first", "second"]);
        cells["third"] = await StartAsync(habitat, "third");
        await SubmitAsync(Pages / 2, Names);

        foreach (var name in Names)
        {
            using var api = await ApiAsync(name);
            await Eventually.IsTrueAsync($"{name} with all {acknowledged.Count} pages", Patience, async () => (await api.MissingAsync(acknowledged)).Count == 0);
        }

        var queries = Enumerable.Range(0, Queries).Select(_ => $"{Word(random)} {Word(random)}").ToList();
        var differing = queries;
        await Eventually.IsTrueAsync("the same answers from all three", TimeSpan.FromMinutes(2), async () =>
        {
            differing = await DifferingAsync(differing);
            return differing.Count == 0 && (await DifferingAsync(queries)).Count == 0;
        });
        await end.CancelAsync();
        await living;

        // Later fetches of a third of the pages: what they replace is deleted in each index at another time.
        async Task SubmitAsync(int count, string[] names)
        {
            foreach (var at in Enumerable.Range(0, count))
            {
                var number = random.Next(Pages);
                var page = OutsideCrawler.Page($"page{number}") with
                {
                    Title = $"{Word(random)} {Word(random)}",
                    Text = string.Join(' ', Enumerable.Range(0, 100).Select(_ => Word(random))),
                    Hash = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"),
                };
                var api = tissues[names[at % names.Length]];
                await Eventually.IsTrueAsync("leave to hand pages over", Patience, () => TryAsync(crawler, api, page));
                acknowledged.Add(page.Url);
            }
        }

        async Task<PublicApi> ApiAsync(string name) => new(new Uri((await habitat.StatusAsync(habitat.At(name))).Facts.Public).Port);

        async Task<List<string>> DifferingAsync(List<string> asked)
        {
            var found = new List<List<string>>();
            foreach (var name in Names)
            {
                using var api = await ApiAsync(name);
                var answers = new List<string>();
                foreach (var query in asked)
                {
                    answers.Add(string.Join('\n', await api.TopAsync(query)));
                }

                found.Add(answers);
            }

            return [.. asked.Where((_, at) => found.Select(answers => answers[at]).Distinct(StringComparer.Ordinal).Count() > 1)];
        }
    }

    // Rank r comes 1/r as often as the first.
    private static string Word(Random random) => $"word{(int)Math.Pow(Words, random.NextDouble())}";

    private static async Task<bool> TryAsync(OutsideCrawler crawler, string api, CrawledPage page)
    {
        try
        {
            await crawler.SubmitAsync(api, page, CancellationToken.None);
            return true;
        }
        catch (TissueException fault) when (fault.Status is null or System.Net.HttpStatusCode.Forbidden)
        {
            return false;
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
