using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Cell.Tissue;

namespace Cell.Api;

/// <summary>Results as a plain page for people: no script, nothing from elsewhere, every text of a site written as text.</summary>
internal static class ResultsPage
{
    /// <summary>Nothing on the page may load or run anything.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Style = """
        :root{color-scheme:light dark;--text:#1a1a1a;--back:#fff;--link:#1a49b0;--seen:#6b2fa0;--site:#1b6636;--soft:#555;--mark:#fff1a8;--line:#8a8a8a}
        @media(prefers-color-scheme:dark){:root{--text:#e6e6e6;--back:#161616;--link:#8ab4f8;--seen:#c9a6f5;--site:#7fce9b;--soft:#b0b0b0;--mark:#5c4d00;--line:#777}}
        body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:1.5rem auto;padding:0 1rem;color:var(--text);background:var(--back)}
        a{color:var(--link)}a:visited{color:var(--seen)}h1{font-size:1rem;margin:0 0 .5rem}form{display:flex;flex-wrap:wrap;gap:.5rem}
        input,button{font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:.3rem;padding:.45rem .7rem}input{flex:1 1 12rem;min-width:0}
        ol{padding:0;list-style:none}li{margin:1.5rem 0}h2{font-size:1.1rem;margin:0;overflow-wrap:anywhere}cite{font-style:normal;color:var(--site);overflow-wrap:anywhere}
        p{margin:.2rem 0;overflow-wrap:anywhere}.soft{color:var(--soft);font-size:.9rem}mark{background:var(--mark);color:inherit}nav{display:flex;gap:1.5rem;align-items:center}nav a{padding:.5rem 0}
        """;

    /// <param name="results">Null: nothing was searched for yet.</param>
    public static string Of(SearchResults? results)
    {
        var query = results?.Query ?? "";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(query.Length > 0 ? $"{query} - search" : "Search")}</title><style>{Style}</style></head><body>
            <header><form action="/search" role="search"><input type="search" name="q" value="{Text(query)}" aria-label="Words to search for" required{(results is null ? " autofocus" : "")}><button>Search</button></form></header>
            """);
        if (results is not null)
        {
            page.Append("<main>").Append(CultureInfo.InvariantCulture, $"<h1 class=\"soft\">{Count(results)}</h1>");
            page.Append(results.Suggestion is { } better ? $"<p>Did you mean <a href=\"{Text(Address(better, 1, results.PerPage))}\">{Text(better)}</a>?</p>" : "");
            page.Append("<ol>").AppendJoin("", results.Results.Select(Item)).Append("</ol>").Append(Turning(results)).Append("</main>");
        }

        return page.Append("</body></html>").ToString();
    }

    private static string Count(SearchResults results) => results.Total == 0
        ? $"Nothing found for {Text(results.Query)}"
        : string.Create(CultureInfo.InvariantCulture, $"{results.Total} {(results.Total == 1 ? "page" : "pages")} found in {results.Ms:0.#} ms{(results.Page > 1 ? $", part {results.Page}" : "")}");

    private static string Address(string query, int page, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"/search?q={Uri.EscapeDataString(query)}&page={page}&count={count}");

    private static string Item(SearchResult result) =>
        $"<li><h2><a href=\"{Text(result.Url)}\" rel=\"noreferrer\">{Text(result.Title.Length > 0 ? result.Title : result.Url)}</a></h2><cite>{Text(result.Url)}</cite><p>{Marked(result)}</p>{(result.Similar > 0 ? $"<p class=\"soft\">{result.Similar} more like this</p>" : "")}</li>";

    private static string Marked(SearchResult result)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var mark in result.Marks)
        {
            text.Append(Text(result.Snippet[at..mark.Start])).Append("<mark>").Append(Text(result.Snippet.Substring(mark.Start, mark.Length))).Append("</mark>");
            at = mark.Start + mark.Length;
        }

        return text.Append(Text(result.Snippet[at..])).ToString();
    }

    private static string Turning(SearchResults results)
    {
        string Link(int page, string rel, string label) => $"<a rel=\"{rel}\" href=\"{Text(Address(results.Query, page, results.PerPage))}\">{label}</a>";
        var previous = results.Page > 1 ? Link(results.Page - 1, "prev", "Previous") : "";
        var next = results.Results.Count == results.PerPage && (long)results.Page * results.PerPage < results.Total ? Link(results.Page + 1, "next", "Next") : "";
        return previous.Length + next.Length > 0 ? $"<nav aria-label=\"Pages of results\">{previous}{next}</nav>" : "";
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
