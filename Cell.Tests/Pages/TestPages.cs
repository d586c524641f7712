using Cell.Tissue;

namespace Cell.Pages;

/// <summary>A page store in a folder of its own, with its index running.</summary>
internal sealed class TestPages : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private CancellationTokenSource stopping = new();
    private Task indexing = Task.CompletedTask;

    public TestPages() => Store = Open();

    public TestFolder Folder { get; } = new();

    public EmbeddedPages Store { get; private set; }

    public static CrawledPage Page(string url, string title, string text) =>
        new(url, TestClock.Noon, "00", 0, title, "", "en", "", text, [], new Dictionary<string, string>());

    public Task<PageReceipt> SubmitAsync(params CrawledPage[] pages) => Store.SubmitAsync(new PageBatch(1, pages), CancellationToken.None);

    /// <summary>Stores and waits until the index has them.</summary>
    public async Task IndexAsync(params CrawledPage[] pages)
    {
        await SubmitAsync(pages);
        var last = pages[^1].Url;
        await Eventually.IsTrueAsync(() => Store.Search(new SearchQuery($"site:{CanonicalUrl.HostOf(last)}", 1, 1000)).Hits.Any(hit => hit.Url == last), Patience, $"{last} was not indexed");
    }

    public SearchAnswer Search(string text) => Store.Search(new SearchQuery(text, 1, 10));

    /// <summary>The addresses found, in their order.</summary>
    public IReadOnlyList<string> Found(string text) => [.. Search(text).Hits.Select(hit => hit.Url)];

    public async Task RestartAsync(Action between)
    {
        await CloseAsync();
        between();
        stopping = new CancellationTokenSource();
        Store = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Folder.Dispose();
    }

    private EmbeddedPages Open()
    {
        var store = new EmbeddedPages(Folder.Path, TimeProvider.System, EmbeddedPages.OpenIndexAsync(Folder.Path, TimeProvider.System));
        var token = stopping.Token;
        indexing = Task.Run(() => store.IndexAsync(token), CancellationToken.None);
        return store;
    }

    private async Task CloseAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await indexing;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }

        stopping.Dispose();
        await Store.DisposeAsync();
    }
}
