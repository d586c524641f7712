using Cell.Genome;
using Microsoft.AspNetCore.Http;

namespace Cell.Crawling;

/// <summary>Genes and answers for what fetches from a <see cref="TestSite"/>.</summary>
internal static class TestCrawl
{
    /// <summary>Loopback may be crawled; a request lasts at most a second.</summary>
    public static Genes Genes { get; } = Of("\"allow\": [\"127.0.0.0/8\", \"::1/128\"]");

    /// <summary>No address of the box may be crawled.</summary>
    public static Genes Strict { get; } = Of("\"maxDepth\": 5");

    public static Fetcher Fetcher() => new(() => Genes);

    public static async Task SendAsync(HttpContext context, string type, string body)
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    }

    private static Genes Of(string crawler) =>
        TestGenes.Of($$"""{ "organism": { "name": "test", "contact": "mailto:crawler@example.org" }, "crawler": { "timeout": "1s", {{crawler}} } }""");
}
