using System.Net;
using System.Net.Http.Json;
using Cell.Tissue;

namespace Cell.Binary;

/// <summary>What a client sees of the cell at a port of this box.</summary>
internal sealed class PublicApi(int port) : IDisposable
{
    private const int Together = 100;
    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The URLs of all pages that hold the word.</summary>
    public async Task<IReadOnlySet<string>> WithWordAsync(string word)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 1; ; page++)
        {
            var found = await http.GetFromJsonAsync($"/search?q={word}&page={page}&count={Together}", ControlJson.Default.SearchResults)
                ?? throw new InvalidOperationException("A search answers results.");
            urls.UnionWith(found.Results.Select(result => result.Url));
            if (found.Results.Count < Together)
            {
                return urls;
            }
        }
    }

    /// <summary>The best ten, best first.</summary>
    public async Task<IReadOnlyList<string>> TopAsync(string query) =>
        [.. (await http.GetFromJsonAsync($"/search?q={Uri.EscapeDataString(query)}", ControlJson.Default.SearchResults))!.Results.Select(result => result.Url)]; // a search answers results

    /// <summary>Null when it is not stored.</summary>
    public async Task<CrawledPage?> PageAsync(string url)
    {
        using var answer = await http.GetAsync(new Uri($"/page?url={Uri.EscapeDataString(url)}", UriKind.Relative));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }

        return await answer.Content.ReadFromJsonAsync(TissueJson.Default.CrawledPage);
    }

    /// <summary>Those of the URLs that are not stored.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(IEnumerable<string> urls)
    {
        var missing = new List<string>();
        foreach (var url in urls)
        {
            if (await PageAsync(url) is null)
            {
                missing.Add(url);
            }
        }

        return missing;
    }

    public void Dispose() => http.Dispose();
}
