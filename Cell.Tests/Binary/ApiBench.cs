using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cell.Tissue;
using NUnit.Framework;

namespace Cell.Binary;

/// <summary>Run by scripts/bench api: writes "contestant metric value" lines to the file that CELL_BENCH_SAMPLES names.</summary>
[Explicit("a bench"), Category("Long")]
internal sealed partial class ApiBench
{
    private const int Together = 16;
    private const int Vocabulary = 20_000;
    private const int Words = 600;
    private const int Queries = 2_000;
    private const double Seconds = 10;

    private static readonly int Pages = Number("CELL_BENCH_PAGES", 20_000);
    private static readonly int Rounds = Number("CELL_BENCH_ROUNDS", 5);
    private readonly Random random = new(1);
    private int made;

    [Test]
    public async Task Measure()
    {
        await using var habitat = await Habitat.WithOrganismAsync(null);
        var cell = habitat.Launch("nice", "-n", "-19", "taskset", "-c", "0", PublishedBinary.Path, "start", "--role", "api", "--role", "health", "--data", habitat.Data);
        await habitat.ReadyAsync(cell, habitat.Data);
        using var crawler = new OutsideCrawler(habitat.Operator, habitat.Port + 1);
        await crawler.JoinAsync();
        using var end = new CancellationTokenSource();
        var living = crawler.LiveAsync(end.Token);
        await IngestAsync(crawler, () => Volatile.Read(ref made) < Pages);
        await File.WriteAllTextAsync(habitat.At("queries.lua"), Script());
        await IndexedAsync(habitat);
        await SearchAsync(habitat, null); // warms up
        for (var round = 0; round < Rounds; round++)
        {
            await SearchAsync(habitat, "quiet");
            await IndexedAsync(habitat);
            var running = true;
            var before = made;
            var ingesting = IngestAsync(crawler, () => Volatile.Read(ref running));
            await SearchAsync(habitat, "ingesting");
            Sample("ingesting", "pages_per_second", (Volatile.Read(ref made) - before) / Seconds);
            Volatile.Write(ref running, false);
            await ingesting;
            await IndexedAsync(habitat);
        }

        var alone = made;
        var begun = TimeProvider.System.GetTimestamp();
        await IngestAsync(crawler, () => TimeProvider.System.GetElapsedTime(begun).TotalSeconds < Seconds);
        Sample("alone", "pages_per_second", (made - alone) / Seconds);
        await end.CancelAsync();
        await living;
    }

    private Task IngestAsync(OutsideCrawler crawler, Func<bool> goesOn) => Task.WhenAll(Enumerable.Range(0, Together).Select(_ => Task.Run(async () =>
    {
        while (goesOn())
        {
            var pages = Enumerable.Range(0, Together).Select(_ => Page()).ToList();
            try
            {
                await crawler.SubmitAsync(new PageBatch(1, pages));
                Interlocked.Add(ref made, Together);
            }
            catch (TissueException busy) when (busy.RetryAfter is { } wait)
            {
                await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
            }
        }
    })));

    private CrawledPage Page()
    {
        lock (random)
        {
            var text = new StringBuilder();
            foreach (var _ in Enumerable.Range(0, Words))
            {
                text.Append(Word(Zipf())).Append(' ');
            }

            var name = Guid.NewGuid().ToString("N");
            return OutsideCrawler.Page(name) with { Text = text.ToString(), Title = $"{Word(Zipf())} {Word(Zipf())}", Hash = name + name };
        }
    }

    private static async Task SearchAsync(Habitat habitat, string? contestant)
    {
        await using var wrk = new CellProcess(
            ["nice", "-n", "-19", "wrk", "-t1", "-c8", $"-d{Seconds:0}s", "--latency", "--timeout", "10s", "-s", habitat.At("queries.lua"), $"http://127.0.0.1:{habitat.Port}"], habitat.OperatorBase);
        var ran = await wrk.EndAsync();
        Assert.That(ran.Code, Is.Zero, ran.Err);
        Assert.That(ran.Out, Does.Not.Contain("Non-2xx").And.Not.Contain("Socket errors"));
        if (contestant is not null)
        {
            Sample(contestant, "p50_ms", Milliseconds(ran.Out, "50%"));
            Sample(contestant, "p99_ms", Milliseconds(ran.Out, "99%"));
            Sample(contestant, "answers_per_second", double.Parse(Answers().Match(ran.Out).Groups[1].Value, CultureInfo.InvariantCulture));
        }
    }

    private static Task IndexedAsync(Habitat habitat) => Eventually.IsTrueAsync("index that is as far as the log", TimeSpan.FromMinutes(3), async () =>
        JsonSerializer.Deserialize((await habitat.RunAsync("check", "--data", habitat.Data, "--json")).Out, DataJson.Default.DataReport) is { Behind: 0 });

    private string Script() => $$"""
        local queries = { {{string.Join(", ", Enumerable.Range(0, Queries).Select(_ => $"\"{Word(Zipf())}+{Word(Zipf())}\""))}} }
        local at = 0
        request = function()
            at = at % #queries + 1
            return wrk.format("GET", "/search?q=" .. queries[at])
        end
        """;

    // Rank r comes 1/r as often as the first.
    private int Zipf() => (int)Math.Pow(Vocabulary, random.NextDouble());

    private static string Word(int rank)
    {
        var word = new StringBuilder();
        for (var left = rank + 20; left > 0; left /= 20)
        {
            word.Append("bcdfghjklmnprstvwxyz"[left % 20]).Append("aeiou"[left % 5]);
        }

        return word.ToString();
    }

    private static double Milliseconds(string output, string share)
    {
        var found = Regex.Match(output, $@"^\s+{share}\s+([\d.]+)(us|ms|s)\s*$", RegexOptions.Multiline);
        return double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) * found.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
    }

    private static int Number(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void Sample(string contestant, string metric, double value)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{contestant} {metric} {value:0.###}\n");
        TestContext.Progress.Write(line);
        if (Environment.GetEnvironmentVariable("CELL_BENCH_SAMPLES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line);
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Answers();
}
