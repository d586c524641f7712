using System.CommandLine;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell crawl URL… [--wait|--watch]</c>: seeds for the frontier, and how their crawl goes on.</summary>
internal static class CrawlCommand
{
    // ECMA-48: cursor home, erase what follows.
    private const string Clear = "\e[H\e[J";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var urls = new Argument<string[]>("URL") { Description = "Where to start. What lies below its directory is crawled, as with wget -np.", Arity = ArgumentArity.ZeroOrMore };
        var wait = new Option<bool>("--wait") { Description = "Come back when the frontier is at rest." };
        var watch = new Option<bool>("--watch") { Description = "Show progress, rate, estimate and what holds the crawl up, until the frontier is at rest." };
        var data = CellLink.DataOption();
        var command = new Command("crawl", "Give the organism pages to start from.") { urls, wait, watch, data };
        command.Does(async (parsed, cancellation) =>
        {
            var seeds = parsed.GetValue(urls) ?? [];
            if (seeds.Length == 0 && !parsed.GetValue(wait) && !parsed.GetValue(watch))
            {
                throw new CommandFailure(ExitCode.Usage, "Name at least one URL, or --wait or --watch for those given before.");
            }

            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var code = seeds.Length == 0 ? ExitCode.Done : await SeedAsync(cell, seeds, cancellation);
            if (parsed.GetValue(watch))
            {
                await WatchAsync(cell, cancellation);
            }
            else if (parsed.GetValue(wait))
            {
                await WaitAsync(cell, cancellation);
            }

            return code;
        });
        return command;
    }

    private static async Task<ExitCode> SeedAsync(ControlClient cell, string[] seeds, CancellationToken cancellation)
    {
        var receipt = await cell.PostAsync("/crawl", new CrawlOrder(1, seeds), ControlJson.Default.CrawlOrder, ControlJson.Default.CrawlReceipt, cancellation);
        foreach (var fault in receipt.Faults)
        {
            Console.Error.WriteLine($"cell: {fault}");
        }

        Console.WriteLine($"{receipt.New} new of {seeds.Length} seeds.");
        return receipt.Faults.Count > 0 ? ExitCode.Usage : ExitCode.Done;
    }

    private static async Task WaitAsync(ControlClient cell, CancellationToken cancellation)
    {
        for (long? told = null; ;)
        {
            var status = await cell.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation);

            // Its own vitals are of this moment; those on the roster may be from before the seeds.
            var vitals = status.Vitals.Dry is not null ? status.Vitals : status.Roster.Cells.FirstOrDefault(entry => entry.Vitals.Dry is not null)?.Vitals;
            if (vitals?.Dry != true && told is { } last && TimeProvider.System.GetElapsedTime(last) < Look)
            {
                await Task.Delay(Rest, TimeProvider.System, cancellation);
                continue;
            }

            told = TimeProvider.System.GetTimestamp();
            Console.WriteLine(vitals is null
                ? "No cell with a frontier is heard yet."
                : $"{vitals.Pages} pages stored, {vitals.Waiting} URLs waiting, {status.Roster.Cells.Where(StatusTable.Crawls).Sum(entry => entry.Vitals.Rate):0} pages/s, {status.Roster.Cells.Count(StatusTable.Crawls)} crawlers.");
            if (vitals?.Dry == true)
            {
                Console.WriteLine("At rest: nothing is due.");
                return;
            }
        }
    }

    private static async Task WatchAsync(ControlClient cell, CancellationToken cancellation)
    {
        while (true)
        {
            var view = await cell.GetAsync("/frontier?count=10", ControlJson.Default.FrontierView, cancellation);
            var status = await cell.GetAsync("/status", ControlJson.Default.StatusAnswer, cancellation);
            Console.WriteLine((Console.IsOutputRedirected ? "" : Clear) + CrawlWatch.Draw(status, view));
            if (status.Vitals.Dry == true)
            {
                Console.WriteLine("At rest: nothing is due.");
                return;
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }
}
