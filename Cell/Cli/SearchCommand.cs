using System.CommandLine;
using System.Text.Json;
using Cell.Genome;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary><c>cell search WORDS</c>: what clients get, in a terminal.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("WORDS") { Description = "Words, \"phrases\", -without, site:host.", Arity = ArgumentArity.OneOrMore };
        var page = new Option<int>("--page") { Description = "Page of results, from 1.", DefaultValueFactory = _ => 1 };
        var count = new Option<int>("--count") { Description = "Results a page, 1 to 100.", DefaultValueFactory = _ => 10 };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var data = CellLink.DataOption();
        var command = new Command("search", "Search the crawled pages.") { words, page, count, json, data };
        command.Does(async (parsed, cancellation) =>
        {
            using var cell = await CellLink.OpenAsync(parsed, data, Role.Api, cancellation);
            var query = Uri.EscapeDataString(string.Join(' ', parsed.GetValue(words) ?? []));
            var results = await cell.GetAsync($"/search?q={query}&page={parsed.GetValue(page)}&count={parsed.GetValue(count)}", ControlJson.Default.SearchResults, cancellation);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(results, ControlJson.Default.SearchResults) : Draw(results));
            return results.Total > 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }

    private static string Draw(SearchResults results) => string.Join(Environment.NewLine,
    [
        .. results.Results.Select((result, index) => $"{((results.Page - 1) * results.PerPage) + index + 1}. {result.Title}  [{result.Score:0.00}]{Environment.NewLine}   {result.Url}{Environment.NewLine}   {result.Snippet}"),
        results.Total == 0 ? $"Nothing found for {results.Query}." : $"{results.Total} found in {results.Ms} ms.",
        .. results.Suggestion is { } better ? (string[])[$"Did you mean: {better}"] : [],
    ]);
}
