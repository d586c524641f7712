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
        body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:1.5rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
        form{display:flex;gap:.5rem}input{flex:1;font:inherit;padding:.4rem .6rem}button{font:inherit;padding:.4rem 1rem}
        ol{padding:0;list-style:none}li{margin:1.5rem 0}h2{font-size:1.1rem;margin:0}cite{font-style:normal;color:#1b6636;overflow-wrap:anywhere}
        p{margin:.2rem 0}small,.count{color:#555}mark{background:#fff1a8;color:inherit}nav{display:flex;gap:1.5rem}
        @media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}a{color:#8ab4f8}cite{color:#7fce9b}small,.count{color:#aaa}mark{background:#5c4d00}}
        """;

    /// <param name="results">Null: nothing was searched for yet.</param>
    public static string Of(SearchResults? results)
    {
        var query = results?.Query ?? "";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(query.Length > 0 ? $"{query} - search" : "Search")}</title><style>{Style}</style></head><body>
            <form action="/search" role="search"><input type="search" name="q" value="{Text(query)}" aria-label="Words to search for" required><button>Search</button></form>
            """);
        if (results is not null)
        {
            page.Append("<main>").Append(CultureInfo.InvariantCulture, $"<p class=\"count\">{results.Total} found in {results.Ms} ms</p>");
            page.Append("<ol>").AppendJoin("", results.Results.Select(Item)).Append("</ol>").Append(Turning(results)).Append("</main>");
        }

        return page.Append("</body></html>").ToString();
    }

    private static string Item(SearchResult result) =>
        $"<li><h2><a href=\"{Text(result.Url)}\" rel=\"noreferrer\">{Text(result.Title.Length > 0 ? result.Title : result.Url)}</a></h2><cite>{Text(result.Url)}</cite><p>{Marked(result)}</p>{(result.Similar > 0 ? $"<small>{result.Similar} more like this</small>" : "")}</li>";

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
        string Link(int page, string rel, string label) =>
            string.Create(CultureInfo.InvariantCulture, $"<a rel=\"{rel}\" href=\"/search?q={Uri.EscapeDataString(results.Query)}&amp;page={page}&amp;count={results.PerPage}\">{label}</a>");
        var previous = results.Page > 1 ? Link(results.Page - 1, "prev", "Previous") : "";
        var next = results.Results.Count == results.PerPage && (long)results.Page * results.PerPage < results.Total ? Link(results.Page + 1, "next", "Next") : "";
        return previous.Length + next.Length > 0 ? $"<nav aria-label=\"Pages of results\">{previous}{next}</nav>" : "";
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
